using BigGraphActors.Cli.Commands;
using BigGraphActors.Engine.Search;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Screens;

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
