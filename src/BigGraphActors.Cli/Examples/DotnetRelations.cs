namespace BigGraphActors.Cli.Examples;

/// <summary>The relations of the base library's graph: what each says, and which entity types it joins.</summary>
internal static class DotnetRelations
{
    public const string Inherits = "inherits";
    public const string Implements = "implements";
    public const string Declares = "declares";
    public const string Returns = "returns";
    public const string Takes = "takes";
    public const string Mentions = "mentions";
    public const string Overrides = "overrides";
    public const string Uses = "uses";
    public const string Calls = "calls";
    public const string Named = "named";
    public const string Offers = "offers";
    public const string NestedIn = "nested_in";
    public const string InNamespace = "in_namespace";
    public const string InAssembly = "in_assembly";
    public const string PartOf = "part_of";
    public const string Attributed = "attributed";

    /// <summary>Entity types, as in <c>hocon/examples/dotnet.conf</c>.</summary>
    public static IReadOnlyList<string> EntityTypes { get; } = ["type", "member", "name", "namespace", "assembly"];

    /// <summary>Relation, entity type on its left, entity type on its right.</summary>
    public static IReadOnlyList<(string Name, string Lhs, string Rhs)> All { get; } =
    [
        (Inherits, "type", "type"),
        (Implements, "type", "type"),
        (NestedIn, "type", "type"),
        (Mentions, "type", "type"),
        (Attributed, "type", "type"),
        (Uses, "type", "type"),
        (InNamespace, "type", "namespace"),
        (InAssembly, "type", "assembly"),
        (PartOf, "namespace", "namespace"),
        (Declares, "type", "member"),
        (Offers, "type", "name"),
        (Returns, "member", "type"),
        (Takes, "member", "type"),
        (Overrides, "member", "member"),
        (Calls, "member", "member"),
        (Named, "member", "name"),
    ];
}
