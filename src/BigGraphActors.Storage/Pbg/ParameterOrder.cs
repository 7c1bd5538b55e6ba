using System.Text.Json;

namespace BigGraphActors.Storage.Pbg;

/// <summary>The order in which PBG numbers shared parameters in the state of their optimiser.</summary>
internal static class ParameterOrder
{
    /// <summary>Sorts names: operators by side, relation and place in the operator; then global embeddings.</summary>
    /// <param name="names">Distinct names.</param>
    /// <param name="configJson">
    /// Settings whose <c>entities</c> give the order of global embeddings, if they can be read.
    /// </param>
    public static IReadOnlyList<ParameterName> Sort(IEnumerable<ParameterName> names, string? configJson)
    {
        List<string> types = ReadTypes(configJson);
        return names
            .OrderBy(name => name.Group)
            .ThenBy(name => name.Relation)
            .ThenBy(name => name.IsGlobal ? Place(types, name.Part) : name.Rank)
            .ThenBy(name => name.Part, StringComparer.Ordinal)
            .ToList();
    }

    private static int Place(List<string> types, string type)
    {
        for (int i = 0; i < types.Count; i++)
        {
            if (types[i] == type)
            {
                return i;
            }
        }

        return types.Count;
    }

    private static List<string> ReadTypes(string? configJson)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(configJson ?? "{}");
            return config.RootElement.ValueKind == JsonValueKind.Object
                && config.RootElement.TryGetProperty("entities", out JsonElement entities)
                && entities.ValueKind == JsonValueKind.Object
                    ? entities.EnumerateObject().Select(type => type.Name).ToList()
                    : [];
        }
        catch (JsonException)
        {
            // The attribute is for people; without it, types stand in ordinal order on both ways.
            return [];
        }
    }
}
