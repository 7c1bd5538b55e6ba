using System.Collections.Immutable;
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

/// <summary>Names of types and of called members behind the handles of one assembly.</summary>
internal sealed class TypeUses(MetadataReader reader, TypeCatalog catalog)
{
    private readonly TypeUseProvider _provider = new(catalog);

    /// <summary>Decodes a signature and records the types that it names.</summary>
    public TypeUseProvider Provider => _provider;

    /// <summary>The type behind a definition, reference or specification.</summary>
    public TypeUse Of(EntityHandle handle) => handle.Kind switch
    {
        _ when handle.IsNil => TypeUse.Unlisted,
        HandleKind.TypeDefinition => _provider.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => _provider.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification =>
            _provider.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)handle, 0),
        _ => TypeUse.Unlisted,
    };

    /// <summary>
    /// The listed type that declares a method, and the method's name; none for a type that is not listed.
    /// </summary>
    public (string Type, string Name)? Method(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition method = reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                return Named(catalog.Find(reader, method.GetDeclaringType()), method.Name);
            case HandleKind.MemberReference:
                MemberReference member = reader.GetMemberReference((MemberReferenceHandle)handle);
                return Named(Of(member.Parent).Name, member.Name);
            case HandleKind.MethodSpecification:
                return Method(reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            default:
                return null;
        }
    }

    private (string Type, string Name)? Named(string? type, StringHandle name) =>
        type is null ? null : (type, reader.GetString(name));
}

/// <summary>
/// Turns the types of a signature into <see cref="TypeUse"/>, seeing through arrays, pointers and references.
/// </summary>
internal sealed class TypeUseProvider(TypeCatalog catalog) : ISignatureTypeProvider<TypeUse, object?>
{
    public TypeUse GetPrimitiveType(PrimitiveTypeCode typeCode) => TypeUse.Of(typeCode switch
    {
        // The metadata calls the built-in types by their runtime names but for this one.
        PrimitiveTypeCode.TypedReference => catalog.Find("System.TypedReference"),
        _ => catalog.Find("System." + typeCode),
    });

    public TypeUse GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        TypeUse.Of(catalog.Find(reader, handle));

    public TypeUse GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        TypeUse.Of(catalog.Find(reader, handle));

    public TypeUse GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public TypeUse GetGenericInstantiation(TypeUse genericType, ImmutableArray<TypeUse> typeArguments) =>
        new(genericType.Name, [.. typeArguments.SelectMany(Flatten)]);

    public TypeUse GetArrayType(TypeUse elementType, ArrayShape shape) => elementType;

    public TypeUse GetSZArrayType(TypeUse elementType) => elementType;

    public TypeUse GetByReferenceType(TypeUse elementType) => elementType;

    public TypeUse GetPointerType(TypeUse elementType) => elementType;

    public TypeUse GetPinnedType(TypeUse elementType) => elementType;

    public TypeUse GetModifiedType(TypeUse modifier, TypeUse unmodifiedType, bool isRequired) => unmodifiedType;

    public TypeUse GetFunctionPointerType(MethodSignature<TypeUse> signature) => TypeUse.Unlisted;

    public TypeUse GetGenericMethodParameter(object? genericContext, int index) => TypeUse.Unlisted;

    public TypeUse GetGenericTypeParameter(object? genericContext, int index) => TypeUse.Unlisted;

    private static IEnumerable<string> Flatten(TypeUse use) =>
        use.Name is null ? use.Arguments : use.Arguments.Prepend(use.Name);
}

/// <summary>A type as a signature names it: the type itself, and the types given to it as arguments.</summary>
/// <param name="Name">Name of the type without arrays, pointers and references; none for a type parameter or an
/// unlisted type.</param>
/// <param name="Arguments">Names of all listed types inside the angle brackets, however deep.</param>
internal sealed record TypeUse(string? Name, IReadOnlyList<string> Arguments)
{
    /// <summary>A type that is not an entity of the graph.</summary>
    public static TypeUse Unlisted { get; } = new(null, []);

    /// <summary>A listed type without arguments.</summary>
    public static TypeUse Of(string? name) => name is null ? Unlisted : new TypeUse(name, []);
}
