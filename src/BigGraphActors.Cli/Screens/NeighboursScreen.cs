using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Engine.Search;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>Some entities and those nearest to each.</summary>
internal sealed class NeighboursScreen(IReadOnlyList<Neighbourhood> neighbourhoods) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        foreach (Neighbourhood neighbourhood in neighbourhoods)
        {
            Table table = Tables.OfFigures($"nearest to {neighbourhood.Of}", "cosine");
            foreach (Neighbour neighbour in neighbourhood.Nearest)
            {
                table.AddRow(
                    Tables.Plain(neighbour.Name), neighbour.Score.ToString("0.000", CultureInfo.InvariantCulture));
            }

            Tables.Write(console, table);
        }
    }

    public JsonObject Facts() => new() { ["neighbours"] = List() };

    /// <summary>The neighbourhoods as a list of JSON objects.</summary>
    public JsonArray List() => new([.. neighbourhoods.Select(Facts)]);

    private static JsonNode Facts(Neighbourhood neighbourhood) => new JsonObject
    {
        ["of"] = neighbourhood.Of,
        ["nearest"] = new JsonArray(
            [.. neighbourhood.Nearest.Select(n => new JsonObject { ["name"] = n.Name, ["cosine"] = n.Score })]),
    };
}
