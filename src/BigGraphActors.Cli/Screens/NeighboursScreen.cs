using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Engine.Search;
using BigGraphActors.Schema.Settings;
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

/// <summary>An entity and those nearest to it.</summary>
/// <param name="Of">Name of the entity that was asked for.</param>
/// <param name="Nearest">The others, nearest first.</param>
internal sealed record Neighbourhood(string Of, IReadOnlyList<Neighbour> Nearest)
{
    /// <summary>Searches the newest checkpoint.</summary>
    /// <returns>What was found, and what is doubtful about it, in whole sentences.</returns>
    /// <exception cref="FailedException">An entity is not known, or cannot be compared.</exception>
    public static (IReadOnlyList<Neighbourhood> Found, IReadOnlyList<string> Warnings) Find(
        RunSettings settings, string entityType, IReadOnlyList<string> names, int count)
    {
        using var search = new NeighbourSearch(settings, entityType);
        foreach (string name in names)
        {
            if (!search.Contains(name))
            {
                throw new FailedException($"{name}: no entity of type {entityType} has this name");
            }

            if (search.FindFault(name) is { } fault)
            {
                throw new FailedException($"{name}: {fault}");
            }
        }

        return ([.. names.Select(name => new Neighbourhood(name, search.Find(name, count)))], search.Warnings);
    }
}
