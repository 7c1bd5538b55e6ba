using System.Text.Json.Nodes;
using BigGraphActors.Cli.Inspection;
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
