using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Trees;

/// <summary>The part that nodes of version 1 B-trees have in common, whatever they index.</summary>
internal static class OldTreeNode
{
    /// <summary>Reads a whole node and stops at its level byte.</summary>
    /// <param name="file">Where it lies.</param>
    /// <param name="address">Its address.</param>
    /// <param name="kind">0 for a group's tree, 1 for a chunk index.</param>
    /// <param name="keyBytes">Bytes of a key.</param>
    /// <param name="visited">Nodes seen before; a tree that meets one again is refused, so every walk ends.</param>
    public static ByteReader Open(FileBytes file, long address, int kind, int keyBytes, HashSet<long> visited)
    {
        if (!visited.Add(address))
        {
            throw file.Corrupt(address, "a B-tree node that is reached once", "a cycle in the tree");
        }

        int prefixBytes = 8 + (2 * file.OffsetSize);
        ByteReader prefix = file.Open(address, prefixBytes, "a B-tree node");
        prefix.Signature("TREE");
        int found = prefix.UInt8();
        if (found != kind)
        {
            throw prefix.Corrupt($"a B-tree node of kind {kind}", $"{found}");
        }

        prefix.Skip(1);
        int count = prefix.UInt16();
        long size = prefixBytes + ((long)count * (keyBytes + file.OffsetSize)) + keyBytes;
        ByteReader node = file.Open(address, size, "a B-tree node");
        node.Skip(5);
        return node;
    }

    /// <summary>The node's level: 0 at the leaves, and one less at each step down, so that a walk ends.</summary>
    public static int ReadLevel(ByteReader node, int? expected)
    {
        int level = node.UInt8();
        return expected is null || level == expected
            ? level
            : throw node.Corrupt($"a B-tree node of level {expected}", $"level {level}");
    }

    /// <summary>Children of the node; the next field is the first key.</summary>
    public static int ReadCount(ByteReader node)
    {
        int count = node.UInt16();
        node.Skip(2 * node.File.OffsetSize);
        return count;
    }
}
