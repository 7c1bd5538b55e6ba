namespace BigGraphActors.Storage.Hdf5;

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
