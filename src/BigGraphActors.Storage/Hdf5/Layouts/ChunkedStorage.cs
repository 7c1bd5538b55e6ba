using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>A dataset in chunks: found through an index, and decoded when they have filters.</summary>
/// <remarks>
/// Keeps the last decoded chunk, so that reading on in small steps decodes each chunk once. One thread at a time.
/// </remarks>
internal sealed class ChunkedStorage : IArrayStorage
{
    // Decoding the same band of chunks again and again would cost more than a buffer for it.
    private const long MostReadBytes = 32 << 20;

    private readonly FileBytes _file;
    private readonly ChunkGrid _grid;
    private readonly FilterPipeline _filters;
    private readonly FillValue _fill;
    private readonly Lazy<ChunkRecord[]> _index;
    private long _decodedAddress = ByteReader.NoAddress;
    private byte[] _decoded = [];

    /// <summary>Takes what the layout says; the index itself is read with the first element.</summary>
    public ChunkedStorage(
        FileBytes file, ChunkGrid grid, FilterPipeline filters, FillValue fill, Func<IEnumerable<ChunkRecord>> index)
    {
        _file = file;
        _grid = grid;
        _filters = filters;
        _fill = fill;
        _index = new Lazy<ChunkRecord[]>(() => Sort(index()), LazyThreadSafetyMode.None);
    }

    public long PreferredReadBytes => _grid.BandBytes > MostReadBytes ? MostReadBytes : (long)_grid.BandBytes;

    public void Read(long start, Span<byte> destination)
    {
        // Callers read whole elements; the runs below count in elements as well.
        int elementBytes = _grid.ElementBytes;
        long firstElement = start / elementBytes;
        long count = destination.Length / elementBytes;
        if (count == 0)
        {
            return;
        }

        _fill.Fill(start, destination);
        (long first, long last) = _grid.Band(firstElement, count);
        ChunkRecord[] index = _index.Value;
        for (int i = LowerBound(index, first); i < index.Length && index[i].Number <= last; i++)
        {
            foreach (ChunkRun run in _grid.Runs(index[i].Number, firstElement, count))
            {
                Span<byte> target = destination.Slice(
                    (int)(run.InRange * elementBytes), (int)(run.Count * elementBytes));
                Copy(index[i], run.InChunk * elementBytes, target);
            }
        }
    }

    private void Copy(ChunkRecord chunk, long start, Span<byte> target)
    {
        if (_filters.IsEmpty && _grid.ChunksAreRuns)
        {
            RequireWhole(chunk);
            _file.ReadInto(chunk.Address + start, target, "a chunk");
            return;
        }

        if (_decodedAddress != chunk.Address)
        {
            _decodedAddress = ByteReader.NoAddress;
            _decoded = Decode(chunk);
            _decodedAddress = chunk.Address;
        }

        _decoded.AsSpan((int)start, target.Length).CopyTo(target);
    }

    private byte[] Decode(ChunkRecord chunk)
    {
        if (_filters.IsEmpty)
        {
            RequireWhole(chunk);
        }

        ByteReader stored = _file.Open(chunk.Address, chunk.StoredBytes, "a chunk");
        byte[] bytes = stored.Bytes((int)chunk.StoredBytes).ToArray();
        return _filters.Decode(_file, chunk, bytes, _grid.ChunkBytes);
    }

    private void RequireWhole(ChunkRecord chunk)
    {
        if (chunk.StoredBytes != _grid.ChunkBytes)
        {
            throw _file.Corrupt(chunk.Address, $"a chunk of {_grid.ChunkBytes} bytes", $"one of {chunk.StoredBytes}");
        }
    }

    private ChunkRecord[] Sort(IEnumerable<ChunkRecord> records)
    {
        // Chunks outside the array are leftovers of a dataset that was shrunk.
        ChunkRecord[] sorted = [.. records.Where(record => record.Number >= 0).OrderBy(record => record.Number)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Number == sorted[i - 1].Number)
            {
                throw _file.Corrupt(sorted[i].Address, "one place for each chunk", $"two for chunk {sorted[i].Number}");
            }
        }

        return sorted;
    }

    private static int LowerBound(ChunkRecord[] index, long number)
    {
        int low = 0;
        int high = index.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (index[middle].Number < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
