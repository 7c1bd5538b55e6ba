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
