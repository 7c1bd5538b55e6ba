using BigGraphActors.Storage.Hdf5.Groups;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Heaps;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A folder of groups and datasets in an open file.</summary>
/// <remarks>Members are read at the first use and kept, so repeated look-ups below it cost no file access.</remarks>
public sealed class Hdf5Group : Hdf5Object
{
    private readonly Dictionary<string, Hdf5Object?> _opened = new(StringComparer.Ordinal);
    private Dictionary<string, Link>? _links;
    private string[]? _members;

    internal Hdf5Group(ObjectHeader header, string path, GlobalHeap heap)
        : base(header, path, heap)
    {
    }

    /// <summary>Names of the members, in ordinal order.</summary>
    /// <exception cref="CorruptFileException">When they cannot be read.</exception>
    public IReadOnlyList<string> Members => _members ??= [.. Links.Keys.Order(StringComparer.Ordinal)];

    private Dictionary<string, Link> Links => _links ??= LinkTable.Read(Header);

    /// <summary>The group at a path, or none when nothing, or a dataset, is there.</summary>
    /// <param name="path">Names from here, separated by slashes: <c>model/relations/0</c>.</param>
    /// <exception cref="CorruptFileException">When the way there cannot be read, or leads over a soft link.</exception>
    public Hdf5Group? TryGetGroup(string path) => TryGet(path) as Hdf5Group;

    /// <summary>The dataset at a path, or none when nothing, or a group, is there.</summary>
    /// <param name="path">Names from here, separated by slashes: <c>optimizer/state_dict</c>.</param>
    /// <exception cref="CorruptFileException">When the way there cannot be read, or leads over a soft link.</exception>
    public Hdf5Dataset? TryGetDataset(string path) => TryGet(path) as Hdf5Dataset;

    /// <summary>The dataset at a path, which the file must have.</summary>
    /// <param name="path">Names from here, separated by slashes.</param>
    /// <exception cref="CorruptFileException">When there is none.</exception>
    public Hdf5Dataset GetDataset(string path) =>
        TryGetDataset(path)
        ?? throw Header.File.Corrupt(Header.Address, $"a dataset '{path}' in group '/{Path}'", "none of that name");

    /// <summary>All datasets below this group, depth first in ordinal order of names.</summary>
    /// <remarks>
    /// A group that is reached by several names is listed under the first only, so cycles of links end.
    /// </remarks>
    /// <exception cref="CorruptFileException">When a group or dataset cannot be read.</exception>
    public IEnumerable<Hdf5Dataset> EnumerateDatasets()
    {
        var visited = new HashSet<long> { Header.Address };
        var pending = new Stack<Hdf5Object>([this]);
        while (pending.TryPop(out Hdf5Object? next))
        {
            if (next is Hdf5Dataset dataset)
            {
                yield return dataset;
            }
            else if (next is Hdf5Group group)
            {
                foreach (string name in group.Members.Reverse())
                {
                    Hdf5Object? member = group.Open(name);
                    if (member is Hdf5Dataset || (member is Hdf5Group && visited.Add(member.Header.Address)))
                    {
                        pending.Push(member);
                    }
                }
            }
        }
    }

    private Hdf5Object? TryGet(string path)
    {
        Hdf5Object? at = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = (at as Hdf5Group)?.Open(name);
        }

        return at;
    }

    // None for a missing name and for a named type, which is neither group nor dataset.
    private Hdf5Object? Open(string name)
    {
        if (_opened.TryGetValue(name, out Hdf5Object? opened) || !Links.TryGetValue(name, out Link? link))
        {
            return opened;
        }

        string path = Path.Length == 0 ? name : $"{Path}/{name}";
        if (link.Kind != LinkKind.Hard)
        {
            throw Header.File.Unsupported(link.FoundAt, "hard links only", $"a {link.Kind} link '{path}'");
        }

        ObjectHeader header = ObjectHeaderReader.Read(Header.File, link.Target);
        Hdf5Object? member = header.IsDataset ? new Hdf5Dataset(header, path, Heap)
            : header.IsGroup ? new Hdf5Group(header, path, Heap)
            : null;
        _opened.Add(name, member);
        return member;
    }
}
