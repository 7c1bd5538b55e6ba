namespace BigGraphActors.Cli.Examples;

/// <summary>The example that needs no download: the graph of the .NET base library that runs this program.</summary>
internal static class DotnetExample
{
    /// <summary>Where the example works if nobody says otherwise; the configuration is written for it.</summary>
    public const string DefaultDirectory = "biggraph-example";

    /// <summary>Share of the edges that are held out to judge by.</summary>
    public const double TestShare = 0.05;

    /// <summary>Share of the edges that are held out to choose settings by.</summary>
    public const double ValidShare = 0.01;

    /// <summary>Types whose neighbours everyone can judge.</summary>
    public static IReadOnlyList<string> WellKnownTypes { get; } =
    [
        "System.Collections.Generic.List<T>",
        "System.String",
        "System.IO.Stream",
        "System.Exception",
        "System.Threading.Tasks.Task",
    ];

    /// <summary>The example's files under a directory.</summary>
    public static ExampleFiles FilesIn(string directory) => new(directory, "dotnet", DefaultDirectory);

    /// <summary>Builds the graph, holds out a split and writes three edge lists and the configuration.</summary>
    /// <param name="folder">Folder of assemblies.</param>
    /// <param name="files">Where to write; the directory exists.</param>
    /// <param name="seed">Decides which edges are held out.</param>
    public static GraphSummary WriteGraph(string folder, ExampleFiles files, int seed)
    {
        (TripleList triples, int assemblies) = DotnetGraphBuilder.Build(folder);
        HoldOut split = HoldOut.Draw(triples.Triples, ValidShare, TestShare, TypesOf(triples), seed);
        TripleFiles.Write(files.Train, split.Train, triples.Names);
        TripleFiles.Write(files.Valid, split.Valid, triples.Names);
        TripleFiles.Write(files.Test, split.Test, triples.Names);
        ExampleConfig.Write(files);
        return GraphSummary.Of(assemblies, triples, split);
    }

    private static Func<int, (int Lhs, int Rhs)> TypesOf(TripleList triples)
    {
        var byName = DotnetRelations.All.ToDictionary(
            r => r.Name,
            r => (IndexOf(r.Lhs), IndexOf(r.Rhs)),
            StringComparer.Ordinal);
        return relation => byName[triples.Names[relation]];

        static int IndexOf(string type) => DotnetRelations.EntityTypes.ToList().IndexOf(type);
    }
}

/// <summary>What the example built.</summary>
/// <param name="Assemblies">Managed assemblies read.</param>
/// <param name="Edges">Distinct edges in all.</param>
/// <param name="Train">Edges to learn from.</param>
/// <param name="Valid">Edges held out to choose settings by.</param>
/// <param name="Test">Edges held out to judge by.</param>
/// <param name="Relations">Edges of each relation, the most first.</param>
internal sealed record GraphSummary(
    int Assemblies,
    int Edges,
    int Train,
    int Valid,
    int Test,
    IReadOnlyList<(string Name, int Edges)> Relations)
{
    /// <summary>Counts what was drawn.</summary>
    public static GraphSummary Of(int assemblies, TripleList triples, HoldOut split) => new(
        assemblies,
        triples.Triples.Count,
        split.Train.Count,
        split.Valid.Count,
        split.Test.Count,
        [
            .. triples.Triples.CountBy(t => t.Relation)
                .OrderByDescending(r => r.Value)
                .Select(r => (triples.Names[r.Key], r.Value)),
        ]);
}

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
