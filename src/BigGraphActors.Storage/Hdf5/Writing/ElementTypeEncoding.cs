namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Encodes version 1 datatype messages of the types that are written.</summary>
internal static class ElementTypeEncoding
{
    private const int IntegerClass = 0x10;
    private const int FloatClass = 0x11;
    private const int OpaqueClass = 0x15;
    private const int VariableClass = 0x19;
    private const int SignedBit = 0x08;

    // The mantissa's leading one is not stored.
    private const int ImpliedLeadingBit = 0x20;

    // Length, collection address and index: what stands in place of the text.
    private const int HeapReferenceBytes = 16;

    /// <summary>Refuses what this writer does not know.</summary>
    public static void RequireWritable(Hdf5ElementType type)
    {
        bool known = !type.IsBigEndian && type.IsNative && type.Class switch
        {
            Hdf5ElementClass.Integer => type.SizeBytes is 1 or 2 or 4 or 8,
            Hdf5ElementClass.Float => type.SizeBytes is 4 or 8,
            Hdf5ElementClass.Opaque => type.SizeBytes == 1,
            _ => false,
        };
        if (!known)
        {
            throw new ArgumentException(
                $"arrays of class {type.Class} with {type.SizeBytes} bytes an element are not written", nameof(type));
        }
    }

    /// <summary>Whether a .NET type has the bytes of a stored one.</summary>
    public static bool IsStoredAs<T>(Hdf5ElementType type) => (type.Class, type.SizeBytes, type.IsSigned) switch
    {
        (Hdf5ElementClass.Float, 4, _) => typeof(T) == typeof(float),
        (Hdf5ElementClass.Float, _, _) => typeof(T) == typeof(double),
        (Hdf5ElementClass.Opaque, _, _) => typeof(T) == typeof(byte),
        (_, 1, false) => typeof(T) == typeof(byte),
        (_, 1, true) => typeof(T) == typeof(sbyte),
        (_, 2, false) => typeof(T) == typeof(ushort),
        (_, 2, true) => typeof(T) == typeof(short),
        (_, 4, false) => typeof(T) == typeof(uint),
        (_, 4, true) => typeof(T) == typeof(int),
        (_, _, false) => typeof(T) == typeof(ulong),
        _ => typeof(T) == typeof(long),
    };

    public static byte[] Encode(Hdf5ElementType type) => type.Class switch
    {
        Hdf5ElementClass.Float => Float(type.SizeBytes),
        Hdf5ElementClass.Opaque => new MetadataBytes().UInt8(OpaqueClass).Zeros(3).UInt32(1).ToArray(),
        _ => Integer(type.SizeBytes, type.IsSigned).ToArray(),
    };

    /// <summary>Text of varying length, UTF-8, ending with a zero when in memory.</summary>
    public static byte[] VariableText()
    {
        const int Text = 1;
        const int Utf8 = 1;
        byte[] letter = Integer(1, signed: false).ToArray();
        return new MetadataBytes().UInt8(VariableClass).UInt8(Text).UInt8(Utf8).UInt8(0)
            .UInt32(HeapReferenceBytes).Bytes(letter).ToArray();
    }

    private static MetadataBytes Integer(int size, bool signed) =>
        new MetadataBytes().UInt8(IntegerClass).UInt8(signed ? SignedBit : 0).Zeros(2)
            .UInt32(size).UInt16(0).UInt16(8 * size);

    private static byte[] Float(int size)
    {
        int bits = 8 * size;
        int mantissa = size == 4 ? 23 : 52;
        int exponent = bits - 1 - mantissa;
        long bias = (1L << (exponent - 1)) - 1;
        return new MetadataBytes().UInt8(FloatClass).UInt8(ImpliedLeadingBit).UInt8(bits - 1).UInt8(0)
            .UInt32(size).UInt16(0).UInt16(bits)
            .UInt8(mantissa).UInt8(exponent).UInt8(0).UInt8(mantissa).UInt32(bias).ToArray();
    }
}
