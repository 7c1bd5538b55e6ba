using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BigGraphActors.Cli.Examples;

/// <summary>
/// Reads the graph of a folder of .NET assemblies: who inherits, declares, takes, returns and calls what.
/// </summary>
/// <remarks>
/// Types are those that a program can see, members all that somebody wrote. The overloads of a method are one entity, a
/// property or an event is one entity with its accessors. The same folder gives the same edges in the
/// same order on every machine: files are taken by name, and the metadata has an order of its own.
/// </remarks>
internal static class DotnetGraphBuilder
{
    /// <summary>The folder of the base library that runs this program.</summary>
    public static string BaseLibraryFolder { get; } =
        Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;

    /// <summary>Reads all managed assemblies in <paramref name="folder"/>; native libraries are passed over.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static (TripleList Triples, int Assemblies) Build(string folder)
    {
        var files = new List<PEReader>();
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            {
                files.Add(new PEReader(new MemoryStream(File.ReadAllBytes(file), writable: false)));
            }

            return Build(files.Where(f => f.HasMetadata && f.GetMetadataReader().IsAssembly).ToList());
        }
        finally
        {
            files.ForEach(f => f.Dispose());
        }
    }

    private static (TripleList Triples, int Assemblies) Build(List<PEReader> assemblies)
    {
        var catalog = new TypeCatalog();
        foreach (PEReader assembly in assemblies)
        {
            catalog.AddAll(assembly.GetMetadataReader());
        }

        var triples = new TripleList();
        var members = new MemberCatalog();
        foreach (PEReader assembly in assemblies)
        {
            new AssemblyWalk(assembly, catalog, members, triples).Run();
        }

        members.AddEdges(triples);
        return (triples, assemblies.Count);
    }
}
