namespace BigGraphActors.Storage.Hdf5;

/// <summary>Thrown when a file may well be sound HDF5, but uses a feature that this reader does not know.</summary>
/// <remarks>
/// The message names the feature; rewriting the file with <c>h5repack</c> or h5py without it helps. What is read is
/// listed in docs/reference/hdf5-subset.md. A damaged byte can also look like an unknown feature, which is why this is
/// a <see cref="CorruptFileException"/>.
/// </remarks>
public sealed class Hdf5UnsupportedException : CorruptFileException
{
    /// <summary>Names an unknown feature.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="offset">Byte offset of the feature from the start of the file.</param>
    /// <param name="expected">The kinds that are read.</param>
    /// <param name="feature">The feature that is there.</param>
    public Hdf5UnsupportedException(string file, long offset, string expected, string feature)
        : base(file, offset, expected, $"{feature}, which is not supported")
    {
    }
}
