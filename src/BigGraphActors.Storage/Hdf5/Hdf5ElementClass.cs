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
