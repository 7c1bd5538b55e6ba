using System.Text.Json.Nodes;

namespace BigGraphActors.Cli.Inspection;

/// <summary>One thing found at a path, as a table and as JSON.</summary>
/// <param name="Key">Its key in the JSON object, such as <c>edges</c>.</param>
/// <param name="Title">Its title above the table.</param>
/// <param name="Columns">The table's columns; the first is words.</param>
/// <param name="Rows">The table's rows, as many cells as columns.</param>
/// <param name="Facts">The same for a program.</param>
internal sealed record Section(
    string Key, string Title, string[] Columns, IReadOnlyList<string[]> Rows, JsonNode Facts);
