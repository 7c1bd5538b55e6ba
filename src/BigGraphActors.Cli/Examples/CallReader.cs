using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace BigGraphActors.Cli.Examples;

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
