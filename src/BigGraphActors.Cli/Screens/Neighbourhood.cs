using BigGraphActors.Cli.Commands;
using BigGraphActors.Engine.Search;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Screens;

/// <summary>An entity and those nearest to it.</summary>
/// <param name="Of">The entity.</param>
/// <param name="Nearest">The others, nearest first.</param>
internal sealed record Neighbourhood(string Of, IReadOnlyList<Neighbour> Nearest)
{
    /// <summary>Searches the newest checkpoint.</summary>
    /// <exception cref="FailedException">An entity is not known.</exception>
    public static IReadOnlyList<Neighbourhood> Find(
        RunSettings settings, string entityType, IReadOnlyList<string> names, int count)
    {
        using var search = new NeighbourSearch(settings, entityType);
        string? unknown = names.FirstOrDefault(name => !search.Contains(name));
        return unknown is null
            ? [.. names.Select(name => new Neighbourhood(name, search.Find(name, count)))]
            : throw new FailedException($"{unknown}: no entity of type {entityType} has this name");
    }
}
