using System.Globalization;
using System.Text.Json;

namespace BigGraphActors.Storage.Pbg;

/// <summary>A shared parameter's two names: the key of PBG's state dict, and the dataset under <c>model</c>.</summary>
/// <remarks>
/// <c>rhs_operators.3.real</c> is <c>relations/3/operator/rhs/real</c>; <c>global_embs.emb_user</c> is
/// <c>entities/user/global_embedding</c>. A part holds neither a point nor a slash. PBG: <c>model_state_dict</c>'s
/// name mapping.
/// </remarks>
/// <param name="Group">0 for left-hand operators, 1 for right-hand ones, 2 for global embeddings: PBG's order.</param>
/// <param name="Relation">Relation number of an operator, else 0.</param>
/// <param name="Part">Parameter of the operator, or the entity type.</param>
internal sealed record ParameterName(int Group, int Relation, string Part)
{
    private const int GlobalGroup = 2;
    private const string GlobalPrefix = "emb_";

    private static readonly string[] Sides = ["lhs", "rhs"];

    /// <summary>Parameters that come second in their operator; all others come first.</summary>
    private static readonly string[] Second = ["translation", "translations", "imag", "second"];

    /// <summary>Whether it is the global embedding of the entity type <see cref="Part"/>.</summary>
    public bool IsGlobal => Group == GlobalGroup;

    /// <summary>Where it stands among the parameters of its operator.</summary>
    public int Rank => Second.Contains(Part) ? 1 : 0;

    /// <summary>Key in PBG's state dict.</summary>
    public string Key => IsGlobal
        ? $"global_embs.{GlobalPrefix}{Part}"
        : string.Create(CultureInfo.InvariantCulture, $"{Sides[Group]}_operators.{Relation}.{Part}");

    /// <summary>Dataset under the group <c>model</c>.</summary>
    public string Path => IsGlobal
        ? $"entities/{Part}/global_embedding"
        : string.Create(CultureInfo.InvariantCulture, $"relations/{Relation}/operator/{Sides[Group]}/{Part}");

    /// <summary>The parameter with a key, or none when the key is of another form.</summary>
    public static ParameterName? FromKey(string key) => key.Split('.') switch
    {
        ["lhs_operators", string relation, string part] => Operator(0, relation, part),
        ["rhs_operators", string relation, string part] => Operator(1, relation, part),
        ["global_embs", string name] when name.StartsWith(GlobalPrefix, StringComparison.Ordinal) =>
            Global(name[GlobalPrefix.Length..]),
        _ => null,
    };

    /// <summary>The parameter in a dataset under <c>model</c>, or none when the path is of another form.</summary>
    public static ParameterName? FromPath(string path) => path.Split('/') switch
    {
        ["relations", string relation, "operator", "lhs", string part] => Operator(0, relation, part),
        ["relations", string relation, "operator", "rhs", string part] => Operator(1, relation, part),
        ["entities", string type, "global_embedding"] => Global(type),
        _ => null,
    };

    private static ParameterName? Operator(int group, string relation, string part) =>
        IsPart(part) && int.TryParse(relation, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new(group, number, part)
            : null;

    private static ParameterName? Global(string type) => IsPart(type) ? new(GlobalGroup, 0, type) : null;

    private static bool IsPart(string text) => text.Length > 0 && text.AsSpan().IndexOfAny('.', '/') < 0;
}

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
