using BigGraphActors.Storage.Hdf5.Writing;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A group or dataset of a file being written: a thing with attributes.</summary>
public abstract class Hdf5ObjectWriter
{
    private readonly GlobalHeapWriter _heap;
    private readonly Dictionary<string, byte[]> _attributes = new(StringComparer.Ordinal);
    private readonly List<string> _attributeOrder = [];

    private protected Hdf5ObjectWriter(FileAppender file, GlobalHeapWriter heap, string path)
    {
        File = file;
        _heap = heap;
        Path = path;
    }

    /// <summary>Path from the root, without a leading slash; empty for the root itself.</summary>
    public string Path { get; }

    private protected FileAppender File { get; }

    private protected GlobalHeapWriter Heap => _heap;

    /// <summary>Sets a single int64 (<c>H5T_STD_I64LE</c>), replacing one of the same name.</summary>
    /// <param name="name">The whole name; slashes in it mean nothing.</param>
    /// <param name="value">The number.</param>
    public void SetAttribute(string name, long value) => Set(name, AttributeEncoding.Int64(name, value));

    /// <summary>Sets a text of any length (variable, UTF-8, null-terminated), replacing one of the same name.</summary>
    /// <param name="name">The whole name; slashes in it mean nothing.</param>
    /// <param name="value">
    /// The text; may be longer than HDF5's 64 KiB for other attributes. It may hold no zero character.
    /// </param>
    public void SetAttribute(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"attribute '{name}': a null-terminated text cannot hold a zero character", nameof(value));
        }

        Set(name, AttributeEncoding.Text(name, _heap.Add(value)));
    }

    private protected IEnumerable<HeaderMessageBytes> AttributeMessages() =>
        _attributeOrder.Select(name => new HeaderMessageBytes(Headers.MessageKind.Attribute, _attributes[name]));

    private void Set(string name, byte[] message)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_attributes.ContainsKey(name))
        {
            _attributeOrder.Add(name);
        }

        _attributes[name] = message;
    }
}
