using System.Reflection.Metadata;

namespace BigGraphActors.Cli.Examples;

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
