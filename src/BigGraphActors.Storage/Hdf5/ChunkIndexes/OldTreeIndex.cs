using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Layouts;
using BigGraphActors.Storage.Hdf5.Trees;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>Collects a dataset's chunks from its version 1 B-tree: what PBG's edge files have.</summary>
internal sealed class OldTreeIndex
{
    private const int ChunkNode = 1;

    private readonly FileBytes _file;
    private readonly ChunkGrid _grid;
    private readonly List<ChunkRecord> _chunks = [];
    private readonly HashSet<long> _visited = [];
    private readonly long[] _scaled;

    private OldTreeIndex(FileBytes file, ChunkGrid grid)
    {
        _file = file;
        _grid = grid;
        _scaled = new long[grid.Rank];
    }

    /// <summary>All chunks below a root, in the tree's order.</summary>
    public static List<ChunkRecord> Read(FileBytes file, long root, ChunkGrid grid)
    {
        var tree = new OldTreeIndex(file, grid);
        tree.ReadNode(root, null);
        return tree._chunks;
    }

    private void ReadNode(long address, int? expectedLevel)
    {
        // A key has the stored size, the filter mask and an offset for each dimension and for the element's own.
        int keyBytes = 8 + (8 * (_grid.Rank + 1));
        ByteReader node = OldTreeNode.Open(_file, address, ChunkNode, keyBytes, _visited);
        int level = OldTreeNode.ReadLevel(node, expectedLevel);
        int count = OldTreeNode.ReadCount(node);
        for (int i = 0; i < count; i++)
        {
            long size = node.UInt32();
            uint mask = node.UInt32();
            ReadPlace(node);
            long child = node.Pointer();
            if (level > 0)
            {
                ReadNode(child, level - 1);
            }
            else
            {
                _file.RequireInside(child, size, "a chunk");
                _chunks.Add(new ChunkRecord(_grid.NumberOf(_scaled), child, size, mask));
            }
        }
    }

    private void ReadPlace(ByteReader node)
    {
        for (int i = 0; i < _scaled.Length; i++)
        {
            long offset = node.Count(8);
            if (offset % _grid.ChunkShape[i] != 0)
            {
                throw node.Corrupt($"an offset that is a multiple of {_grid.ChunkShape[i]}", $"{offset}");
            }

            _scaled[i] = offset / _grid.ChunkShape[i];
        }

        node.Skip(8);
    }
}
