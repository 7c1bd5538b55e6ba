using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace BigGraphActors.Cli.Examples;

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
