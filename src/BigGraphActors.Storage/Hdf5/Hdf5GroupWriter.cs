using System.Text;
using BigGraphActors.Storage.Hdf5.Writing;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A folder of groups and datasets in a file being written.</summary>
public sealed class Hdf5GroupWriter : Hdf5ObjectWriter
{
    private readonly Dictionary<string, Hdf5ObjectWriter> _members = new(StringComparer.Ordinal);

    internal Hdf5GroupWriter(FileAppender file, GlobalHeapWriter heap, string path)
        : base(file, heap, path)
    {
    }

    /// <summary>The group at a path, made with all groups on the way when it is not there yet.</summary>
    /// <param name="path">Names from here, separated by slashes: <c>model/relations/0</c>.</param>
    /// <exception cref="InvalidOperationException">When a dataset has that name.</exception>
    public Hdf5GroupWriter CreateGroup(string path)
    {
        Hdf5GroupWriter group = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            group = group.Enter(name);
        }

        return group;
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
        var dataset = new Hdf5DatasetWriter(File, Heap, group.PathOf(name), type, shape);
        group.Add(name, dataset);
        return dataset;
    }

    internal WrittenObject WriteTree()
    {
        // The tree is searched by the names' bytes; members are written in the same order, so that they lie in it too.
        var members = _members.Select(member => (Name: Encoding.UTF8.GetBytes(member.Key), member.Value)).ToList();
        members.Sort((left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));

        var links = new List<(byte[] Name, long Address)>(members.Count);
        foreach ((byte[] name, Hdf5ObjectWriter member) in members)
        {
            long address = member is Hdf5GroupWriter group
                ? group.WriteTree().HeaderAddress
                : ((Hdf5DatasetWriter)member).WriteHeader();
            links.Add((name, address));
        }

        return GroupTreeWriter.Write(File, links, AttributeMessages());
    }

    private Hdf5GroupWriter Enter(string name)
    {
        if (!_members.TryGetValue(name, out Hdf5ObjectWriter? member))
        {
            var group = new Hdf5GroupWriter(File, Heap, PathOf(name));
            Add(name, group);
            return group;
        }

        return member as Hdf5GroupWriter
            ?? throw new InvalidOperationException($"'{member.Path}' is a dataset and cannot hold members");
    }

    private void Add(string name, Hdf5ObjectWriter member)
    {
        if (name.Length == 0 || name == "." || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' cannot name a member of group '/{Path}'", nameof(name));
        }

        if (!_members.TryAdd(name, member))
        {
            throw new InvalidOperationException($"group '/{Path}' already has a member '{name}'");
        }
    }

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}/{name}";
}
