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

/// <summary>Writes down the edges of one assembly's visible types.</summary>
internal sealed class AssemblyWalk
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly TypeCatalog _catalog;
    private readonly MemberCatalog _members;
    private readonly TripleList _triples;
    private readonly TypeUses _uses;
    private readonly string _assembly;

    public AssemblyWalk(PEReader file, TypeCatalog catalog, MemberCatalog members, TripleList triples)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _catalog = catalog;
        _members = members;
        _triples = triples;
        _uses = new TypeUses(_reader, catalog);
        _assembly = _reader.GetString(_reader.GetAssemblyDefinition().Name);
    }

    /// <summary>Adds all edges, types in the order of the metadata.</summary>
    public void Run()
    {
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            if (_catalog.Find(_reader, handle) is { } name)
            {
                TypeDefinition type = _reader.GetTypeDefinition(handle);
                AddPlace(type, name);
                AddAncestry(type, name);
                AddAttributes(type, name);
                new MemberWalk(_file, _uses, _members, _triples, (name, type)).Run();
            }
        }
    }

    private void AddPlace(TypeDefinition type, string name)
    {
        TypeDefinitionHandle outer = type.GetDeclaringType();
        if (!outer.IsNil)
        {
            _triples.Add(name, DotnetRelations.NestedIn, _catalog.Find(_reader, outer) ?? name);
            return;
        }

        _triples.Add(name, DotnetRelations.InAssembly, _assembly);
        string space = _reader.GetString(type.Namespace);
        if (space.Length > 0)
        {
            _triples.Add(name, DotnetRelations.InNamespace, space);
            AddParentNamespaces(space);
        }
    }

    private void AddParentNamespaces(string space)
    {
        for (int dot = space.LastIndexOf('.'); dot > 0; dot = space.LastIndexOf('.'))
        {
            string parent = space[..dot];
            _triples.Add(space, DotnetRelations.PartOf, parent);
            space = parent;
        }
    }

    private void AddAncestry(TypeDefinition type, string name)
    {
        Add(name, DotnetRelations.Inherits, _uses.Of(type.BaseType));
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            Add(name, DotnetRelations.Implements, _uses.Of(_reader.GetInterfaceImplementation(handle).Interface));
        }
    }

    private void Add(string name, string relation, TypeUse ancestor)
    {
        if (ancestor.Name is not null && ancestor.Name != name)
        {
            _triples.Add(name, relation, ancestor.Name);
            _members.AddAncestor(name, ancestor.Name);
        }

        foreach (string argument in ancestor.Arguments.Where(a => a != name))
        {
            _triples.Add(name, DotnetRelations.Mentions, argument);
        }
    }

    private void AddAttributes(TypeDefinition type, string name)
    {
        foreach (CustomAttributeHandle handle in type.GetCustomAttributes())
        {
            EntityHandle constructor = _reader.GetCustomAttribute(handle).Constructor;

            // What the compiler writes for nullability is on nearly every type and says nothing about it.
            if (_uses.Method(constructor) is (string attribute, _)
                && !attribute.StartsWith("System.Runtime.CompilerServices.Nullable", StringComparison.Ordinal))
            {
                _triples.Add(name, DotnetRelations.Attributed, attribute);
            }
        }
    }
}
