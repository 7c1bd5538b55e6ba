using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>
/// How an array is cut into chunks: numbers of chunks, their places, and the runs of elements in them.
/// </summary>
internal sealed class ChunkGrid
{
    private readonly long[] _shape;
    private readonly long[] _chunkShape;
    private readonly long[] _grid;

    /// <summary>Checks the chunk shape against the array's.</summary>
    /// <param name="at">The message it came from, for errors.</param>
    /// <param name="space">The array's extents.</param>
    /// <param name="chunkShape">A chunk's extents, in elements.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public ChunkGrid(ByteReader at, Dataspace space, long[] chunkShape, int elementBytes)
    {
        Space = space;
        _shape = space.Shape;
        _chunkShape = chunkShape;
        ElementBytes = elementBytes;
        if (chunkShape.Length != _shape.Length || chunkShape.Length == 0 || chunkShape.Any(extent => extent <= 0))
        {
            throw at.Corrupt(
                $"a positive chunk shape for {_shape.Length} dimensions", $"{string.Join(" x ", chunkShape)}");
        }

        UInt128 bytes = (uint)elementBytes;
        foreach (long extent in chunkShape)
        {
            bytes *= (ulong)extent;
            if (bytes > int.MaxValue)
            {
                throw at.File.Unsupported(
                    at.Address, "chunks of less than 2^31 bytes", $"{string.Join(" x ", chunkShape)}");
            }
        }

        ChunkBytes = (int)bytes;
        _grid = [.. _shape.Zip(chunkShape, (extent, chunk) => (extent / chunk) + (extent % chunk == 0 ? 0 : 1))];
    }

    /// <summary>Bytes of every chunk before filters, those over the edge included.</summary>
    public int ChunkBytes { get; }

    public int ElementBytes { get; }

    public int Rank => _shape.Length;

    /// <summary>The array's extents, now and at most.</summary>
    public Dataspace Space { get; }

    /// <summary>Chunks of the array as it is now.</summary>
    public long ChunkCount => _grid.Aggregate(1L, (count, chunks) => count * chunks);

    public IReadOnlyList<long> ChunkShape => _chunkShape;

    /// <summary>Whether a chunk's bytes are in one piece in the array as well.</summary>
    public bool ChunksAreRuns => _shape.AsSpan(1).SequenceEqual(_chunkShape.AsSpan(1));

    /// <summary>Bytes of the array that one slice of the grid along the first dimension covers.</summary>
    public UInt128 BandBytes
    {
        get
        {
            UInt128 bytes = (UInt128)_chunkShape[0] * (uint)ElementBytes;
            foreach (long extent in _shape.AsSpan(1))
            {
                bytes *= (ulong)extent;
            }

            return bytes;
        }
    }

    /// <summary>A chunk's number in row-major order, or -1 when it lies outside the array.</summary>
    /// <param name="scaled">Its place, in chunks along each dimension.</param>
    public long NumberOf(ReadOnlySpan<long> scaled)
    {
        long number = 0;
        for (int i = 0; i < _grid.Length; i++)
        {
            if (scaled[i] < 0 || scaled[i] >= _grid[i])
            {
                return -1;
            }

            number = (number * _grid[i]) + scaled[i];
        }

        return number;
    }

    /// <summary>Whether a chunk reaches over the array's edge.</summary>
    public bool IsPartial(long number)
    {
        long[] origin = new long[Rank];
        OriginOf(number, origin);
        return origin.Where((at, i) => at > _shape[i] - _chunkShape[i]).Any();
    }

    /// <summary>Numbers of the chunks that may hold a range of elements.</summary>
    public (long First, long Last) Band(long start, long count)
    {
        long rowElements = 1;
        long chunksInBand = 1;
        for (int i = 1; i < _grid.Length; i++)
        {
            rowElements *= _shape[i];
            chunksInBand *= _grid[i];
        }

        long firstBand = start / rowElements / _chunkShape[0];
        long lastBand = (start + count - 1) / rowElements / _chunkShape[0];
        return (firstBand * chunksInBand, (lastBand * chunksInBand) + chunksInBand - 1);
    }

    /// <summary>The first elements of a chunk along each dimension.</summary>
    public void OriginOf(long number, Span<long> origin)
    {
        for (int i = _grid.Length - 1; i >= 0; i--)
        {
            origin[i] = number % _grid[i] * _chunkShape[i];
            number /= _grid[i];
        }
    }

    /// <summary>All pieces that a chunk shares with a range of elements.</summary>
    /// <param name="number">The chunk.</param>
    /// <param name="start">First element of the range.</param>
    /// <param name="count">Elements in it.</param>
    public IEnumerable<ChunkRun> Runs(long number, long start, long count)
    {
        long[] origin = new long[Rank];
        OriginOf(number, origin);
        int last = Rank - 1;
        long rows = 1;
        for (int i = 0; i < last; i++)
        {
            rows *= Math.Min(_chunkShape[i], _shape[i] - origin[i]);
        }

        long rowElements = Math.Min(_chunkShape[last], _shape[last] - origin[last]);
        for (long row = 0; row < rows; row++)
        {
            (long inArray, long inChunk) = RowStart(origin, row);
            long from = Math.Max(inArray, start);
            long to = Math.Min(inArray + rowElements, start + count);
            if (from < to)
            {
                yield return new ChunkRun(from - start, inChunk + (from - inArray), to - from);
            }
        }
    }

    private (long InArray, long InChunk) RowStart(long[] origin, long row)
    {
        int last = Rank - 1;
        long inArray = origin[last];
        long inChunk = 0;
        long arrayStride = _shape[last];
        long chunkStride = _chunkShape[last];
        for (int i = last - 1; i >= 0; i--)
        {
            long extent = Math.Min(_chunkShape[i], _shape[i] - origin[i]);
            long index = row % extent;
            row /= extent;
            inArray += (origin[i] + index) * arrayStride;
            inChunk += index * chunkStride;
            arrayStride *= _shape[i];
            chunkStride *= _chunkShape[i];
        }

        return (inArray, inChunk);
    }
}
