using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>
/// Reads a datatype message; unknown classes are reported as such, and refused only when they are read.
/// </summary>
internal static class ElementTypeMessage
{
    private const int VariableText = 1;

    // Big-endian mixed in pairs (VAX) sets this bit besides the ordinary one.
    private const int VaxOrderBit = 6;

    /// <summary>Reads one type, up to the end of the properties that matter.</summary>
    public static Hdf5ElementType Read(ByteReader message)
    {
        byte classAndVersion = message.UInt8();
        int bits = (int)message.Unsigned(3);
        uint size = message.UInt32();
        if (size == 0 || size > int.MaxValue)
        {
            throw message.Corrupt("an element of 1 to 2^31 - 1 bytes", $"{size}");
        }

        return (classAndVersion & 0x0F) switch
        {
            0 => ReadInteger(message, Hdf5ElementClass.Integer, bits, (int)size),
            1 => ReadFloat(message, bits, (int)size),
            3 => new Hdf5ElementType(Hdf5ElementClass.FixedString, (int)size),
            4 => ReadInteger(message, Hdf5ElementClass.Bitfield, bits, (int)size),
            5 => new Hdf5ElementType(Hdf5ElementClass.Opaque, (int)size),
            8 => ReadEnumeration(message, (int)size),
            9 when (bits & 0x0F) == VariableText => new Hdf5ElementType(Hdf5ElementClass.VariableString, (int)size),
            _ => new Hdf5ElementType(Hdf5ElementClass.Other, (int)size) { IsConvertible = false },
        };
    }

    private static Hdf5ElementType ReadInteger(ByteReader message, Hdf5ElementClass kind, int bits, int size)
    {
        int offset = message.UInt16();
        int count = message.UInt16();
        bool fits = count > 0 && offset + count <= 8L * size;
        if (!fits)
        {
            throw message.Corrupt($"a number within {8L * size} bits", $"{count} bits from bit {offset}");
        }

        return new Hdf5ElementType(kind, size, (bits & 0x08) != 0, (bits & 1) != 0)
        {
            BitOffset = offset,
            BitCount = count,
            IsConvertible = size <= 8,
        };
    }

    private static Hdf5ElementType ReadFloat(ByteReader message, int bits, int size)
    {
        int offset = message.UInt16();
        int count = message.UInt16();
        int exponentAt = message.UInt8();
        int exponentBits = message.UInt8();
        int mantissaAt = message.UInt8();
        int mantissaBits = message.UInt8();
        uint bias = message.UInt32();
        int signAt = (bits >> 8) & 0xFF;
        bool vax = (bits & (1 << VaxOrderBit)) != 0;
        (int Exponent, int Mantissa) ieee = size switch
        {
            2 => (5, 10),
            4 => (8, 23),
            8 => (11, 52),
            _ => (0, 0),
        };
        bool isIeee = ieee.Exponent != 0 && !vax && offset == 0 && count == 8 * size
            && mantissaAt == 0 && mantissaBits == ieee.Mantissa
            && exponentAt == ieee.Mantissa && exponentBits == ieee.Exponent
            && signAt == (8 * size) - 1 && bias == (1u << (ieee.Exponent - 1)) - 1;
        return new Hdf5ElementType(Hdf5ElementClass.Float, size, true, (bits & 1) != 0) { IsConvertible = isIeee };
    }

    private static Hdf5ElementType ReadEnumeration(ByteReader message, int size)
    {
        byte classAndVersion = message.UInt8();
        int bits = (int)message.Unsigned(3);
        uint storedSize = message.UInt32();

        // Only a plain integer may carry the names; that also ends a chain of types inside types.
        return (classAndVersion & 0x0F) == 0 && storedSize == size
            ? ReadInteger(message, Hdf5ElementClass.Enumeration, bits, size)
            : new Hdf5ElementType(Hdf5ElementClass.Other, size) { IsConvertible = false };
    }
}
