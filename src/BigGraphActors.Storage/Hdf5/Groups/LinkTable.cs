using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Heaps;
using BigGraphActors.Storage.Hdf5.Trees;

namespace BigGraphActors.Storage.Hdf5.Groups;

/// <summary>Finds a group's members in whichever of the three places the format keeps them.</summary>
/// <remarks>
/// Old groups have a symbol table; new ones have link messages in their header while they are few, and a fractal heap
/// with a version 2 B-tree above that. PBG's <c>model</c> group is new, and changes over at more than 8 members.
/// </remarks>
internal static class LinkTable
{
    private const int TracksCreationOrder = 1;

    /// <summary>The members by name.</summary>
    public static Dictionary<string, Link> Read(ObjectHeader group)
    {
        var links = new List<Link>();
        if (group.Find(MessageKind.SymbolTable) is { } table)
        {
            long root = table.Pointer();
            var names = new LocalHeap(group.File, table.Pointer());
            links.AddRange(GroupTree.ReadLinks(group.File, root, names));
        }

        links.AddRange(group.All(MessageKind.Link).Select(LinkMessage.Read));
        if (group.Find(MessageKind.LinkStorage) is { } storage)
        {
            links.AddRange(ReadDense(group.File, storage));
        }

        return Index(group.File, links);
    }

    private static IEnumerable<Link> ReadDense(FileBytes file, ByteReader storage)
    {
        storage.Version(0, 0);
        byte flags = storage.UInt8();
        storage.Skip((flags & TracksCreationOrder) != 0 ? 8 : 0);
        long heapAddress = storage.Pointer();
        long treeAddress = storage.Pointer();
        if (heapAddress == ByteReader.NoAddress)
        {
            return [];
        }

        var heap = new FractalHeap(file, heapAddress);
        return NewTree.Read(file, treeAddress, TreeRecordKind.LinkName).Select(record =>
        {
            record.Skip(4);
            return LinkMessage.Read(heap.Find(record));
        });
    }

    private static Dictionary<string, Link> Index(FileBytes file, List<Link> links)
    {
        var index = new Dictionary<string, Link>(links.Count, StringComparer.Ordinal);
        foreach (Link link in links)
        {
            if (!index.TryAdd(link.Name, link))
            {
                throw file.Corrupt(link.FoundAt, "members with different names", $"'{link.Name}' twice");
            }
        }

        return index;
    }
}
