using System.Numerics;
using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Trees;

/// <summary>Walks a version 2 B-tree and hands out its records in order.</summary>
internal sealed class NewTree
{
    // Signature, version, kind and checksum of a node.
    private const int NodeFrameBytes = 4 + 1 + 1 + 4;

    // With two children a node, this many levels outgrow any file.
    private const int MostLevels = 64;

    private readonly FileBytes _file;
    private readonly TreeRecordKind _kind;
    private readonly int _nodeBytes;
    private readonly int _recordBytes;
    private readonly int _childCountBytes;
    private readonly int[] _totalCountBytes;
    private readonly List<ByteReader> _records = [];
    private readonly HashSet<long> _visited = [];

    private NewTree(ByteReader header, TreeRecordKind kind, int nodeBytes, int recordBytes, int depth)
    {
        _file = header.File;
        _kind = kind;
        _nodeBytes = nodeBytes;
        _recordBytes = recordBytes;
        if (recordBytes == 0 || nodeBytes < NodeFrameBytes + recordBytes)
        {
            throw header.Corrupt("B-tree nodes with room for a record", $"{nodeBytes} and {recordBytes} bytes");
        }

        if (depth > MostLevels)
        {
            throw header.Corrupt($"a B-tree of at most {MostLevels} levels", $"{depth}");
        }

        // How wide the counts of a child pointer are follows from how many records fit below it.
        UInt128 leafRecords = (UInt128)((nodeBytes - NodeFrameBytes) / recordBytes);
        _childCountBytes = CountBytes(leafRecords);
        _totalCountBytes = new int[depth + 1];
        UInt128 total = leafRecords;
        for (int level = 1; level <= depth; level++)
        {
            int pointerBytes = PointerBytes(level);
            int records = Math.Max(0, (nodeBytes - NodeFrameBytes - pointerBytes) / (recordBytes + pointerBytes));
            total = UInt128.Min((((UInt128)records + 1) * total) + (UInt128)records, ulong.MaxValue);
            _totalCountBytes[level] = CountBytes(total);
        }
    }

    /// <summary>All records of a tree, each as a block of its own.</summary>
    public static List<ByteReader> Read(FileBytes file, long address, TreeRecordKind kind)
    {
        int size = 16 + file.OffsetSize + 2 + file.LengthSize + 4;
        ByteReader header = file.Open(address, size, "a version 2 B-tree");
        header.VerifyChecksum();
        header.Signature("BTHD");
        header.Version(0, 0);
        int found = header.UInt8();
        if (found != (int)kind)
        {
            throw header.Corrupt($"a B-tree of records of kind {(int)kind}", $"{found}");
        }

        uint nodeBytes = header.UInt32();
        int recordBytes = header.UInt16();
        int depth = header.UInt16();
        header.Skip(2);
        long root = header.Pointer();
        int rootCount = header.UInt16();
        if (root == ByteReader.NoAddress)
        {
            return [];
        }

        file.RequireInside(root, nodeBytes, "a B-tree node");
        var tree = new NewTree(header, kind, (int)Math.Min(nodeBytes, int.MaxValue), recordBytes, depth);
        tree.ReadNode(root, depth, rootCount);
        return tree._records;
    }

    private void ReadNode(long address, int level, long count)
    {
        if (!_visited.Add(address))
        {
            throw _file.Corrupt(address, "a B-tree node that is reached once", "a cycle in the tree");
        }

        // Nodes are padded to a fixed size; the checksum follows the last field and not the padding.
        int pointerBytes = level == 0 ? 0 : PointerBytes(level);
        UInt128 used = NodeFrameBytes + (uint)pointerBytes + ((UInt128)count * (uint)(_recordBytes + pointerBytes));
        if (used > (uint)_nodeBytes)
        {
            throw _file.Corrupt(address, $"records that fit a node of {_nodeBytes} bytes", $"{count}");
        }

        ByteReader node = _file.Open(address, (long)used, "a B-tree node");
        node.VerifyChecksum();
        node.Signature(level == 0 ? "BTLF" : "BTIN");
        node.Version(0, 0);
        int kind = node.UInt8();
        if (kind != (int)_kind)
        {
            throw node.Corrupt($"a B-tree node of kind {(int)_kind}", $"{kind}");
        }

        var records = new ByteReader[count];
        for (int i = 0; i < count; i++)
        {
            records[i] = node.Slice(_recordBytes, "a B-tree record");
        }

        if (level == 0)
        {
            _records.AddRange(records);
            return;
        }

        ReadChildren(node, level, records);
    }

    private void ReadChildren(ByteReader node, int level, ByteReader[] records)
    {
        for (int i = 0; i <= records.Length; i++)
        {
            long child = node.Pointer();
            long count = node.Count(_childCountBytes);
            node.Skip(_totalCountBytes[level - 1]);
            ReadNode(child, level - 1, count);
            if (i < records.Length)
            {
                _records.Add(records[i]);
            }
        }
    }

    // A pointer has the child's address, its own count and, above the lowest inner level, the count of its subtree.
    private int PointerBytes(int level) => _file.OffsetSize + _childCountBytes + _totalCountBytes[level - 1];

    private static int CountBytes(UInt128 most) => (BitOperations.Log2((ulong)UInt128.Max(1, most)) / 8) + 1;
}
