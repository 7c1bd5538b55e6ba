using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>The stored form of a dataset's or attribute's elements.</summary>
/// <param name="Class">What an element is.</param>
/// <param name="SizeBytes">Bytes an element takes in the file.</param>
/// <param name="IsSigned">Whether a whole number has a sign.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
public sealed record Hdf5ElementType(
    Hdf5ElementClass Class,
    int SizeBytes,
    bool IsSigned = false,
    bool IsBigEndian = false)
{
    /// <summary><c>H5T_IEEE_F32LE</c>, numpy <c>&lt;f4</c>: PBG's embeddings and parameters.</summary>
    public static Hdf5ElementType Float32 { get; } = new(Hdf5ElementClass.Float, 4, IsSigned: true);

    /// <summary><c>H5T_IEEE_F64LE</c>, numpy <c>&lt;f8</c>.</summary>
    public static Hdf5ElementType Float64 { get; } = new(Hdf5ElementClass.Float, 8, IsSigned: true);

    /// <summary><c>H5T_STD_I32LE</c>, numpy <c>&lt;i4</c>.</summary>
    public static Hdf5ElementType Int32 { get; } = new(Hdf5ElementClass.Integer, 4, IsSigned: true);

    /// <summary><c>H5T_STD_I64LE</c>, numpy <c>&lt;i8</c>: PBG's edges.</summary>
    public static Hdf5ElementType Int64 { get; } = new(Hdf5ElementClass.Integer, 8, IsSigned: true);

    /// <summary><c>H5T_STD_U8LE</c>, numpy <c>u1</c>.</summary>
    public static Hdf5ElementType UInt8 { get; } = new(Hdf5ElementClass.Integer, 1);

    /// <summary><c>H5T_OPAQUE</c> of one byte with an empty tag, numpy <c>V1</c>: PBG's optimiser states.</summary>
    public static Hdf5ElementType Opaque8 { get; } = new(Hdf5ElementClass.Opaque, 1);

    /// <summary>Lowest bit that carries the number; 0 in every file that common writers make.</summary>
    internal int BitOffset { get; init; }

    /// <summary>Bits that carry the number; all of the element's when 0.</summary>
    internal int BitCount { get; init; }

    /// <summary>Whether the numbers convert to .NET's: false for floats that are not IEEE 16, 32 or 64.</summary>
    internal bool IsConvertible { get; init; } = true;

    /// <summary>
    /// Whether the file's bytes are also the machine's for this .NET type (all supported machines are little-
    /// endian).
    /// </summary>
    internal bool IsNative => !IsBigEndian && BitOffset == 0 && (BitCount == 0 || BitCount == 8 * SizeBytes);
}

/// <summary>What one stored element is.</summary>
public enum Hdf5ElementClass
{
    /// <summary>A whole number of 1 to 8 bytes, signed or not.</summary>
    Integer,

    /// <summary>An IEEE number of 2, 4 or 8 bytes.</summary>
    Float,

    /// <summary>Text of a fixed number of bytes.</summary>
    FixedString,

    /// <summary>Text of any length, kept in the file's global heap.</summary>
    VariableString,

    /// <summary>Bytes without meaning to HDF5, such as a <c>torch.save</c> stream in elements of one byte.</summary>
    Opaque,

    /// <summary>A whole number with names for some values; h5py writes booleans so (0 and 1 of one byte).</summary>
    Enumeration,

    /// <summary>A set of bits.</summary>
    Bitfield,

    /// <summary>Any other class (compound, reference, array, time, sequence): it can be listed, but not read.</summary>
    Other,
}

/// <summary>Turns stored elements into .NET numbers as libhdf5 does on this kind of machine.</summary>
/// <remarks>
/// A float becomes a whole number by truncation toward zero; what does not fit becomes the nearest value that does;
/// a whole number becomes the nearest float. PBG reads edges, weights included, through such a conversion into int64.
/// </remarks>
internal static class ElementConverter
{
    private const int WidestInteger = 8;

    /// <summary>Whether elements of a type can become numbers.</summary>
    public static bool CanConvert(Hdf5ElementType type) =>
        type.IsConvertible
        && type.Class is Hdf5ElementClass.Integer or Hdf5ElementClass.Float or Hdf5ElementClass.Enumeration
            or Hdf5ElementClass.Bitfield;

    /// <summary>Whether stored bytes are already the bytes of a .NET type.</summary>
    public static bool IsSame<T>(Hdf5ElementType type)
        where T : unmanaged
    {
        if (!type.IsNative || !CanConvert(type) || type.SizeBytes != Marshal.SizeOf<T>())
        {
            return false;
        }

        bool isFloat = type.Class == Hdf5ElementClass.Float;
        return isFloat
            ? typeof(T) == typeof(float) || typeof(T) == typeof(double)
            : type.IsSigned && (typeof(T) == typeof(int) || typeof(T) == typeof(long));
    }

    /// <summary>Converts whole elements.</summary>
    /// <param name="type">Their stored form; <see cref="CanConvert"/> must hold.</param>
    /// <param name="stored">Their bytes; put into the machine's order in place.</param>
    /// <param name="destination">As many numbers as there are elements.</param>
    public static void Convert<T>(Hdf5ElementType type, Span<byte> stored, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        bool isFloat = type.Class == Hdf5ElementClass.Float;
        bool isPlain = isFloat || (type.BitOffset == 0 && (type.BitCount == 0 || type.BitCount == 8 * type.SizeBytes)
            && BitOperations.IsPow2(type.SizeBytes));
        if (!isPlain)
        {
            ConvertBits(type, stored, destination);
            return;
        }

        if (type.IsBigEndian)
        {
            Reverse(stored, type.SizeBytes);
        }

        switch (type.SizeBytes, isFloat, type.IsSigned)
        {
            case (2, true, _): Cast<Half, T>(stored, destination); break;
            case (4, true, _): Cast<float, T>(stored, destination); break;
            case (8, true, _): Cast<double, T>(stored, destination); break;
            case (1, false, true): Cast<sbyte, T>(stored, destination); break;
            case (1, false, false): Cast<byte, T>(stored, destination); break;
            case (2, false, true): Cast<short, T>(stored, destination); break;
            case (2, false, false): Cast<ushort, T>(stored, destination); break;
            case (4, false, true): Cast<int, T>(stored, destination); break;
            case (4, false, false): Cast<uint, T>(stored, destination); break;
            case (8, false, true): Cast<long, T>(stored, destination); break;
            default: Cast<ulong, T>(stored, destination); break;
        }
    }

    private static void Cast<TStored, T>(ReadOnlySpan<byte> stored, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<TStored> source = MemoryMarshal.Cast<byte, TStored>(stored);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = T.CreateSaturating(source[i]);
        }
    }

    private static void Reverse(Span<byte> stored, int size)
    {
        switch (size)
        {
            case 2:
                Span<short> shorts = MemoryMarshal.Cast<byte, short>(stored);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<int> ints = MemoryMarshal.Cast<byte, int>(stored);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                Span<long> longs = MemoryMarshal.Cast<byte, long>(stored);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    // Odd widths and numbers that fill only some of their bits: legal, and rare enough to take one at a time.
    private static void ConvertBits<T>(Hdf5ElementType type, ReadOnlySpan<byte> stored, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int count = type.BitCount == 0 ? 8 * type.SizeBytes : type.BitCount;
        int unused = (8 * WidestInteger) - count;
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> element = stored.Slice(i * type.SizeBytes, type.SizeBytes);
            ulong bits = 0;
            for (int place = 0; place < element.Length; place++)
            {
                int shift = 8 * (type.IsBigEndian ? element.Length - 1 - place : place);
                bits |= (ulong)element[place] << shift;
            }

            bits = bits >> type.BitOffset << unused;
            destination[i] = type.IsSigned
                ? T.CreateSaturating((long)bits >> unused)
                : T.CreateSaturating(bits >> unused);
        }
    }
}
