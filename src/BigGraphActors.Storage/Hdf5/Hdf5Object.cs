using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Heaps;
using BigGraphActors.Storage.Hdf5.Trees;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A group or a dataset of an open file: a thing with a path and attributes.</summary>
public abstract class Hdf5Object
{
    private const int TracksCreationOrder = 1;

    private Dictionary<string, Hdf5Attribute>? _attributes;

    private protected Hdf5Object(ObjectHeader header, string path, GlobalHeap heap)
    {
        Header = header;
        Path = path;
        Heap = heap;
    }

    /// <summary>Path from the root, without a leading slash; empty for the root itself.</summary>
    public string Path { get; }

    /// <summary>Attributes by name. A name may contain slashes: PBG's <c>config/json</c> is one name.</summary>
    /// <exception cref="CorruptFileException">When they cannot be read.</exception>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes => _attributes ??= ReadAttributes();

    /// <summary>Messages of the object.</summary>
    internal ObjectHeader Header { get; }

    /// <summary>Values of varying length in the same file.</summary>
    internal GlobalHeap Heap { get; }

    /// <summary>One attribute, or none of that name.</summary>
    public Hdf5Attribute? TryGetAttribute(string name) => Attributes.GetValueOrDefault(name);

    private Dictionary<string, Hdf5Attribute> ReadAttributes()
    {
        var attributes = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        IEnumerable<ByteReader> messages = Header.All(MessageKind.Attribute);
        if (Header.Find(MessageKind.AttributeStorage) is { } storage)
        {
            messages = messages.Concat(ReadDense(storage));
        }

        foreach (ByteReader message in messages)
        {
            Hdf5Attribute attribute = AttributeMessage.Read(message, Heap);
            attributes[attribute.Name] = attribute;
        }

        return attributes;
    }

    private static IEnumerable<ByteReader> ReadDense(ByteReader storage)
    {
        storage.Version(0, 0);
        byte flags = storage.UInt8();
        storage.Skip((flags & TracksCreationOrder) != 0 ? 2 : 0);
        long heapAddress = storage.Pointer();
        long treeAddress = storage.Pointer();
        if (heapAddress == ByteReader.NoAddress)
        {
            return [];
        }

        var heap = new FractalHeap(storage.File, heapAddress);
        return NewTree.Read(storage.File, treeAddress, TreeRecordKind.AttributeName).Select(heap.Find);
    }
}
