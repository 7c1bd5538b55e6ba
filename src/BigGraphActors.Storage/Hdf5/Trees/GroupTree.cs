using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Groups;
using BigGraphActors.Storage.Hdf5.Heaps;

namespace BigGraphActors.Storage.Hdf5.Trees;

/// <summary>Collects the members of an old-style group from its version 1 B-tree of symbol tables.</summary>
internal sealed class GroupTree
{
    private const int GroupNode = 0;
    private const int SoftLinkCache = 2;

    private readonly FileBytes _file;
    private readonly LocalHeap _names;
    private readonly List<Link> _links = [];
    private readonly HashSet<long> _visited = [];

    private GroupTree(FileBytes file, LocalHeap names)
    {
        _file = file;
        _names = names;
    }

    /// <summary>All links below a root, in the tree's order.</summary>
    public static List<Link> ReadLinks(FileBytes file, long root, LocalHeap names)
    {
        var tree = new GroupTree(file, names);
        tree.ReadNode(root, null);
        return tree._links;
    }

    private void ReadNode(long address, int? expectedLevel)
    {
        ByteReader node = OldTreeNode.Open(_file, address, GroupNode, _file.LengthSize, _visited);
        int level = OldTreeNode.ReadLevel(node, expectedLevel);
        int count = OldTreeNode.ReadCount(node);
        for (int i = 0; i < count; i++)
        {
            node.Skip(_file.LengthSize);
            long child = node.Pointer();
            if (level > 0)
            {
                ReadNode(child, level - 1);
            }
            else
            {
                ReadSymbols(child);
            }
        }
    }

    private void ReadSymbols(long address)
    {
        if (!_visited.Add(address))
        {
            throw _file.Corrupt(address, "a symbol table that is reached once", "a cycle in a group's B-tree");
        }

        ByteReader prefix = _file.Open(address, 8, "a symbol table");
        prefix.Signature("SNOD");
        prefix.Version(1, 1);
        prefix.Skip(1);
        int count = prefix.UInt16();
        int entryBytes = (2 * _file.OffsetSize) + 4 + 4 + 16;
        ByteReader entries = _file.Open(address + 8, (long)count * entryBytes, "a symbol table's entries");
        for (int i = 0; i < count; i++)
        {
            long at = entries.Address;
            string name = _names.NameAt(Math.Max(0, entries.Pointer()));
            long target = entries.Pointer();
            uint cache = entries.UInt32();
            entries.Skip(4 + 16);
            _links.Add(new Link(name, cache == SoftLinkCache ? LinkKind.Soft : LinkKind.Hard, target, at));
        }
    }
}
