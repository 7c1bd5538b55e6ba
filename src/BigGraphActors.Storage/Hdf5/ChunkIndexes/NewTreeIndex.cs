using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Layouts;
using BigGraphActors.Storage.Hdf5.Trees;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>Chunks in a version 2 B-tree: for arrays with more than one extent without a bound.</summary>
internal static class NewTreeIndex
{
    private const int KindOffset = 5;

    public static IEnumerable<ChunkRecord> Read(FileBytes file, long address, ChunkGrid grid)
    {
        ByteReader header = file.Open(address, KindOffset + 1, "a chunk index");
        header.Skip(KindOffset);
        bool filtered = header.UInt8() == (int)TreeRecordKind.FilteredChunk;
        TreeRecordKind kind = filtered ? TreeRecordKind.FilteredChunk : TreeRecordKind.Chunk;
        int placeBytes = 8 * grid.Rank;
        long[] scaled = new long[grid.Rank];
        foreach (ByteReader record in NewTree.Read(file, address, kind))
        {
            var entry = new ChunkEntry(record, grid, filtered, record.Remaining - placeBytes);
            ChunkRecord chunk = entry.Read(record);
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] = record.Count(8);
            }

            yield return chunk with { Number = grid.NumberOf(scaled) };
        }
    }
}
