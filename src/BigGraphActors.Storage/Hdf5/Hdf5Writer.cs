using System.Reflection;
using PureHDF;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>Writes a new HDF5 file with PureHDF; h5dump, h5py and PBG read it.</summary>
/// <remarks>
/// First the structure, then the values: groups, datasets and attributes are complete when the first array of more
/// than 64 KiB gets a value. Values go to disk as they are appended. The superblock is written last, so no reader
/// takes a file that was not completed for HDF5. Equal calls give equal bytes: there are no time stamps. One thread at
/// a time.
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
    private readonly H5File _file = new();
    private readonly List<Hdf5DatasetWriter> _datasets = [];
    private H5NativeWriter? _library;
    private bool _completed;

    private Hdf5Writer(string path)
    {
        Path = path;
        Stream = Hdf5Stream.Create(path);
        Root = new Hdf5GroupWriter(this, _file, string.Empty);
    }

    /// <summary>Path of the file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The group that holds everything.</summary>
    public Hdf5GroupWriter Root { get; }

    internal Hdf5Stream Stream { get; }

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

        _datasets.ForEach(dataset => dataset.RequireComplete());
        _datasets.ForEach(dataset => dataset.Flush());
        FlushToDisk(flushToDisk);
        Guard(library => library.Dispose());
        FlushToDisk(flushToDisk);
        _completed = true;
    }

    /// <summary>
    /// Closes the file; without <see cref="Complete"/> it stays behind invalid, for the caller to delete.
    /// </summary>
    /// <remarks>The library's own writer is left alone then: it would write the superblock.</remarks>
    public void Dispose() => Stream.Dispose();

    internal void Declare(Hdf5DatasetWriter dataset) => _datasets.Add(dataset);

    /// <summary>Lets the library write; the first call lays out the file and ends its structure.</summary>
    /// <exception cref="IOException">When the disk is full or fails; the library wraps it, this does not.</exception>
    internal void Guard(Action<H5NativeWriter> write)
    {
        try
        {
            _library ??= _file.BeginWrite(Stream);
            write(_library);
        }
        catch (TargetInvocationException failure) when (failure.GetBaseException() is IOException cause)
        {
            throw new IOException($"{Path}: {cause.Message}", cause);
        }
    }

    internal void RequireOpenStructure()
    {
        if (_library is not null)
        {
            throw new InvalidOperationException($"{Path}: nothing can be added after the first large array has values");
        }
    }

    private void FlushToDisk(bool isWanted)
    {
        if (isWanted)
        {
            Stream.FlushToDisk();
        }
    }
}

/// <summary>A group or dataset of a file being written: a thing with attributes.</summary>
/// <remarks>Attributes are a part of the structure, so they are set before the values.</remarks>
public abstract class Hdf5ObjectWriter
{
    private readonly H5Object _object;

    private protected Hdf5ObjectWriter(Hdf5Writer file, H5Object it, string path)
    {
        File = file;
        _object = it;
        Path = path;
    }

    /// <summary>Path from the root, without a leading slash; empty for the root itself.</summary>
    public string Path { get; }

    private protected Hdf5Writer File { get; }

    /// <summary>Sets a single int64 (<c>H5T_STD_I64LE</c>), replacing one of the same name.</summary>
    public void SetAttribute(string name, long value) => Set(name, value);

    /// <summary>Sets a text of any length (variable, UTF-8), replacing one of the same name.</summary>
    public void SetAttribute(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"attribute '{name}': a text cannot hold a zero character", nameof(value));
        }

        Set(name, value);
    }

    private void Set(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        File.RequireOpenStructure();
        _object.Attributes[name] = value;
    }
}

/// <summary>A folder of groups and datasets in a file being written.</summary>
public sealed class Hdf5GroupWriter : Hdf5ObjectWriter
{
    private readonly H5Group _group;
    private readonly SortedDictionary<string, Hdf5ObjectWriter> _members = new(StringComparer.Ordinal);

    internal Hdf5GroupWriter(Hdf5Writer file, H5Group group, string path)
        : base(file, group, path) => _group = group;

    /// <summary>The group at a path, made with all groups on the way when it is not there yet.</summary>
    /// <param name="path">Names from here, separated by slashes.</param>
    /// <exception cref="InvalidOperationException">When a dataset has that name.</exception>
    public Hdf5GroupWriter CreateGroup(string path)
    {
        Hdf5GroupWriter at = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at.Enter(name);
        }

        return at;
    }

    /// <summary>Adds an array of known shape, in one piece of the file (contiguous, no filter).</summary>
    /// <param name="path">Names from here, separated by slashes; groups on the way are made.</param>
    /// <param name="type">A number of the machine's order, or <see cref="Hdf5ElementType.Opaque8"/>.</param>
    /// <param name="shape">Extents, slowest first; none for a single value. An extent may be 0.</param>
    /// <exception cref="InvalidOperationException">When something has that name already.</exception>
    public Hdf5DatasetWriter CreateDataset(string path, Hdf5ElementType type, params ReadOnlySpan<long> shape)
    {
        int slash = path.LastIndexOf('/');
        Hdf5GroupWriter group = slash < 0 ? this : CreateGroup(path[..slash]);
        string name = path[(slash + 1)..];
        Hdf5DatasetWriter dataset = new(File, group.PathOf(name), type, shape);
        group.Add(name, dataset, dataset.Declared);
        File.Declare(dataset);
        return dataset;
    }

    private Hdf5GroupWriter Enter(string name)
    {
        if (!_members.TryGetValue(name, out Hdf5ObjectWriter? member))
        {
            H5Group group = new();
            member = new Hdf5GroupWriter(File, group, PathOf(name));
            Add(name, member, group);
        }

        return member as Hdf5GroupWriter
            ?? throw new InvalidOperationException($"'{member.Path}' is a dataset and cannot hold members");
    }

    private void Add(string name, Hdf5ObjectWriter member, H5Object declared)
    {
        File.RequireOpenStructure();
        if (name.Length == 0 || name == "." || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' cannot name a member of group '/{Path}'", nameof(name));
        }

        if (!_members.TryAdd(name, member))
        {
            throw new InvalidOperationException($"group '/{Path}' already has a member '{name}'");
        }

        _group.Add(name, declared);
    }

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}/{name}";
}
