using BigGraphActors.Storage.Hdf5.Writing;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>Writes a new HDF5 file, without the native library; h5dump, h5py and PBG read it.</summary>
/// <remarks>
/// Values go to disk as they are appended; only names, attributes and addresses stay in memory until
/// <see cref="Complete"/>. The signature is written last, so a file that was not completed is not taken for HDF5 by
/// any reader. Equal calls give equal bytes: there are no time stamps. One thread at a time.
/// </remarks>
/// <example>
/// <code>
/// using (Hdf5Writer writer = Hdf5Writer.Create("embeddings_all_0.v2.h5.tmp"))
/// {
///     writer.Root.SetAttribute("format_version", 1);
///     writer.Root.SetAttribute("config/json", json);
///     Hdf5DatasetWriter table = writer.Root.CreateDataset("embeddings", Hdf5ElementType.Float32, rows, dim);
///     foreach (float[] row in vectors)
///     {
///         table.Append&lt;float&gt;(row);
///     }
///
///     writer.Complete(flushToDisk: true);
/// }
/// </code>
/// </example>
public sealed class Hdf5Writer : IDisposable
{
    private readonly FileAppender _file;
    private readonly GlobalHeapWriter _heap;
    private bool _completed;

    private Hdf5Writer(string path)
    {
        Path = path;
        _file = new FileAppender(path);
        _heap = new GlobalHeapWriter(_file);
        _file.Reserve(SuperblockWriter.SizeBytes);
        Root = new Hdf5GroupWriter(_file, _heap, string.Empty);
    }

    /// <summary>Path of the file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The group that holds everything.</summary>
    public Hdf5GroupWriter Root { get; }

    /// <summary>Starts a file; one that exists is overwritten.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">When the system cannot create it; the message names the file.</exception>
    public static Hdf5Writer Create(string path) => new(path);

    /// <summary>Writes everything that is left and makes the file valid; nothing may be added afterwards.</summary>
    /// <param name="flushToDisk">Whether to wait until the bytes are on the disk (<c>fsync</c>).</param>
    /// <exception cref="InvalidOperationException">
    /// When a dataset got fewer elements than its shape promised.
    /// </exception>
    /// <exception cref="IOException">When the disk is full or fails; the message names the file.</exception>
    public void Complete(bool flushToDisk = false)
    {
        if (_completed)
        {
            return;
        }

        _heap.Close();
        WrittenObject root = Root.WriteTree();
        _file.Flush();
        if (flushToDisk)
        {
            _file.FlushToDisk();
        }

        _file.WriteAt(0, SuperblockWriter.Compose(root, _file.End));
        if (flushToDisk)
        {
            _file.FlushToDisk();
        }

        _completed = true;
    }

    /// <summary>
    /// Closes the file; without <see cref="Complete"/> it stays behind invalid, for the caller to delete.
    /// </summary>
    public void Dispose() => _file.Dispose();
}
