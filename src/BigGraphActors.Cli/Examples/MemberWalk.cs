using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BigGraphActors.Cli.Examples;

/// <summary>Writes down the edges of one type's members.</summary>
internal sealed class MemberWalk
{
    private static readonly string[] AccessorPrefixes = ["get_", "set_", "add_", "remove_"];

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly TypeUses _uses;
    private readonly MemberCatalog _members;
    private readonly TripleList _triples;
    private readonly TypeDefinition _type;
    private readonly string _typeName;

    public MemberWalk(
        PEReader file,
        TypeUses uses,
        MemberCatalog members,
        TripleList triples,
        (string Name, TypeDefinition Definition) type)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _uses = uses;
        _members = members;
        _triples = triples;
        (_typeName, _type) = type;
    }

    /// <summary>Adds the edges of methods, fields, and, under their own names, of properties and events.</summary>
    public void Run()
    {
        foreach (MethodDefinitionHandle handle in _type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(handle);
            string name = _reader.GetString(method.Name);
            AddBody(IsWritten(name) ? AddMethod(method, MemberName(name)) : null, method);
        }

        foreach (FieldDefinitionHandle handle in _type.GetFields())
        {
            FieldDefinition field = _reader.GetFieldDefinition(handle);
            string name = _reader.GetString(field.Name);
            if (IsWritten(name) && (field.Attributes & FieldAttributes.SpecialName) == 0)
            {
                Add(AddMember(name), DotnetRelations.Returns, field.DecodeSignature(_uses.Provider, null));
            }
        }
    }

    // The compiler starts the names that it makes up with an angle bracket.
    private static bool IsWritten(string name) => !name.StartsWith('<');

    // An explicit implementation is written behind its interface's name, an accessor is known by its property.
    private static string MemberName(string method)
    {
        string bare = method.EndsWith("ctor", StringComparison.Ordinal)
            ? method
            : method[(method.LastIndexOf('.') + 1)..];
        string? prefix = AccessorPrefixes.FirstOrDefault(p => bare.StartsWith(p, StringComparison.Ordinal));
        return prefix is null ? bare : bare[prefix.Length..];
    }

    private string AddMethod(MethodDefinition method, string name)
    {
        string member = AddMember(name);
        MethodSignature<TypeUse> signature = method.DecodeSignature(_uses.Provider, null);
        Add(member, DotnetRelations.Returns, signature.ReturnType);
        foreach (TypeUse parameter in signature.ParameterTypes)
        {
            Add(member, DotnetRelations.Takes, parameter);
        }

        if ((method.Attributes & MethodAttributes.Virtual) != 0)
        {
            _members.AddVirtual(_typeName, name);
        }

        return member;
    }

    private string AddMember(string name)
    {
        string member = _typeName + "." + name;
        _members.AddMember(member);
        _triples.Add(_typeName, DotnetRelations.Declares, member);
        _triples.Add(_typeName, DotnetRelations.Offers, name);
        _triples.Add(member, DotnetRelations.Named, name);
        return member;
    }

    private void Add(string member, string relation, TypeUse use)
    {
        // Half of all methods return nothing; an edge to Void would tell none of them from another.
        if (use.Name is not (null or "System.Void"))
        {
            _triples.Add(member, relation, use.Name);
        }

        foreach (string argument in use.Arguments.Where(a => a != _typeName))
        {
            _triples.Add(_typeName, DotnetRelations.Mentions, argument);
        }
    }

    // What the compiler made of a closure or a local function says what the type uses, though it is no entity itself.
    private void AddBody(string? member, MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        foreach (EntityHandle handle in CallReader.CalledMethods(_file.GetMethodBody(method.RelativeVirtualAddress)))
        {
            if (_uses.Method(handle) is not (string type, string name))
            {
                continue;
            }

            if (type != _typeName)
            {
                _triples.Add(_typeName, DotnetRelations.Uses, type);
            }

            if (member is not null)
            {
                _members.AddCall(member, type + "." + MemberName(name));
            }
        }
    }
}

/// <summary>Finds the methods that a method body calls, by stepping over its instructions.</summary>
internal static class CallReader
{
    private const int TwoByteMark = 0xFE;
    private static readonly OpCode?[] OneByte = new OpCode?[256];
    private static readonly OpCode?[] TwoByte = new OpCode?[256];

    static CallReader()
    {
        foreach (System.Reflection.FieldInfo field in typeof(OpCodes).GetFields())
        {
            if (field.GetValue(null) is OpCode code)
            {
                OpCode?[] table = code.Size == 1 ? OneByte : TwoByte;
                table[code.Value & 0xFF] = code;
            }
        }
    }

    /// <summary>The called, constructed or taken methods, in the order of the instructions.</summary>
    /// <exception cref="BadImageFormatException">The bytes are no instructions.</exception>
    public static IEnumerable<EntityHandle> CalledMethods(MethodBodyBlock body)
    {
        BlobReader il = body.GetILReader();
        var called = new List<EntityHandle>();
        while (il.RemainingBytes > 0)
        {
            byte first = il.ReadByte();
            OpCode code = (first == TwoByteMark ? TwoByte[il.ReadByte()] : OneByte[first])
                ?? throw new BadImageFormatException($"no instruction has the code 0x{first:x2}");
            if (code.OperandType == OperandType.InlineMethod)
            {
                called.Add(System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle(il.ReadInt32()));
            }
            else
            {
                Skip(ref il, code.OperandType);
            }
        }

        return called;
    }

    private static void Skip(ref BlobReader il, OperandType operand)
    {
        int bytes = operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => checked(4 * il.ReadInt32()),
            _ => 4,
        };
        il.Offset += bytes;
    }
}
