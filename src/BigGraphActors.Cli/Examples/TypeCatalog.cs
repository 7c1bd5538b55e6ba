using System.Reflection;
using System.Reflection.Metadata;

namespace BigGraphActors.Cli.Examples;

/// <summary>
/// The visible types of all assemblies by their metadata name, so that a reference from another assembly, which knows
/// neither the names of type parameters nor the defining assembly, finds the one written form.
/// </summary>
internal sealed class TypeCatalog
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Lists the visible types of one assembly; a name that is listed already stays as it is.</summary>
    public void AddAll(MetadataReader reader)
    {
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if (IsVisible(reader, type))
            {
                _names.TryAdd(KeyOf(reader, type), WrittenName(reader, type));
            }
        }
    }

    /// <summary>The written name of a defined type, such as <c>System.Collections.Generic.List&lt;T&gt;</c>.</summary>
    public string? Find(MetadataReader reader, TypeDefinitionHandle handle) =>
        _names.GetValueOrDefault(KeyOf(reader, reader.GetTypeDefinition(handle)));

    /// <summary>The written name of a referenced type, or none when it is not visible.</summary>
    public string? Find(MetadataReader reader, TypeReferenceHandle handle) =>
        _names.GetValueOrDefault(KeyOf(reader, reader.GetTypeReference(handle)));

    /// <summary>The written name of a type by its metadata name.</summary>
    public string? Find(string metadataName) => _names.GetValueOrDefault(metadataName);

    private static bool IsVisible(MetadataReader reader, TypeDefinition type)
    {
        switch (type.Attributes & TypeAttributes.VisibilityMask)
        {
            case TypeAttributes.Public:
                return true;
            case TypeAttributes.NestedPublic:
            case TypeAttributes.NestedFamily:
            case TypeAttributes.NestedFamORAssem:
                return IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType()));
            default:
                return false;
        }
    }

    private static string KeyOf(MetadataReader reader, TypeDefinition type)
    {
        string name = reader.GetString(type.Name);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        return outer.IsNil
            ? Qualified(reader.GetString(type.Namespace), name)
            : KeyOf(reader, reader.GetTypeDefinition(outer)) + "+" + name;
    }

    private static string KeyOf(MetadataReader reader, TypeReference type)
    {
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? KeyOf(reader, reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)) + "+" + name
            : Qualified(reader.GetString(type.Namespace), name);
    }

    private static string WrittenName(MetadataReader reader, TypeDefinition type)
    {
        string name = reader.GetString(type.Name);
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        if (tick >= 0)
        {
            // A nested type repeats its outer type's parameters; its own come last.
            int own = int.Parse(name.AsSpan(tick + 1), provider: null);
            IEnumerable<string> parameters = type.GetGenericParameters()
                .Select(p => reader.GetString(reader.GetGenericParameter(p).Name))
                .TakeLast(own);
            name = $"{name[..tick]}<{string.Join(",", parameters)}>";
        }

        TypeDefinitionHandle outer = type.GetDeclaringType();
        return outer.IsNil
            ? Qualified(reader.GetString(type.Namespace), name)
            : WrittenName(reader, reader.GetTypeDefinition(outer)) + "." + name;
    }

    private static string Qualified(string space, string name) => space.Length == 0 ? name : space + "." + name;
}
