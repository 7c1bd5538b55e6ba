using System.Text.Json.Nodes;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What was found at a path.</summary>
internal sealed class SectionsScreen(string path, IReadOnlyList<Section> sections) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        foreach (Section section in sections)
        {
            Table table = Tables.OfWords(section.Columns);
            foreach (string[] row in section.Rows)
            {
                table.AddRow([.. row.Select(Tables.Plain)]);
            }

            Tables.Draw(console, section.Title, table);
        }
    }

    public JsonObject Facts()
    {
        var facts = new JsonObject { ["path"] = path };
        foreach (Section section in sections)
        {
            facts[section.Key] = section.Facts.DeepClone();
        }

        return facts;
    }
}

/// <summary>One thing found at a path, as a table and as JSON.</summary>
/// <param name="Key">Its key in the JSON object, such as <c>edges</c>.</param>
/// <param name="Title">Its title above the table.</param>
/// <param name="Columns">The table's columns; the first is words.</param>
/// <param name="Rows">The table's rows, as many cells as columns.</param>
/// <param name="Facts">The same for a program.</param>
internal sealed record Section(
    string Key, string Title, string[] Columns, IReadOnlyList<string[]> Rows, JsonNode Facts);
