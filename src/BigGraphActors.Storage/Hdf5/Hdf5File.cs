using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Heaps;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>An HDF5 file opened for reading, without the native library.</summary>
/// <remarks>
/// Reads what PBG, h5py and <see cref="Hdf5Writer"/> write; the exact subset is in docs/reference/hdf5-subset.md. Every
/// access is checked against the file's end and allocates no more than the file can justify, so a damaged or hostile
/// file ends in a <see cref="CorruptFileException"/>. Groups and datasets are valid until it is disposed.
/// </remarks>
/// <example>
/// <code>
/// using Hdf5File file = Hdf5File.Open("embeddings_all_0.v2.h5");
/// long version = file.Root.TryGetAttribute("format_version")?.ReadInt64() ?? 0;
/// Hdf5Dataset table = file.Root.GetDataset("embeddings");
/// var row = new float[table.Shape[1]];
/// table.ReadSingle(7 * table.Shape[1], row);
/// </code>
/// </example>
public sealed class Hdf5File : IDisposable
{
    private readonly FileBytes _file;

    private Hdf5File(FileBytes file)
    {
        _file = file;
        long root = Superblock.Read(file);
        ObjectHeader header = ObjectHeaderReader.Read(file, root);
        Root = header.IsGroup
            ? new Hdf5Group(header, string.Empty, new GlobalHeap(file))
            : throw file.Corrupt(root, "a root group", "an object of another kind");
    }

    /// <summary>Path of the file, as it was given.</summary>
    public string Path => _file.Name;

    /// <summary>The group that holds everything.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Opens a file; writers may not change it while it is open.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">When there is no such file.</exception>
    /// <exception cref="CorruptFileException">When it is no HDF5 file, or damaged at its start.</exception>
    /// <exception cref="IOException">When the system cannot read it; the message names the file.</exception>
    public static Hdf5File Open(string path) => Open(new FileByteSource(path));

    /// <summary>Reads from any source; it is disposed with the file, or at once when it is refused.</summary>
    internal static Hdf5File Open(IByteSource source)
    {
        var file = new FileBytes(source);
        try
        {
            return new Hdf5File(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
