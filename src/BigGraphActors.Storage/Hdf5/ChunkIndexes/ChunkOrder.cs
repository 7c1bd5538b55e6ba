using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Layouts;

namespace BigGraphActors.Storage.Hdf5.ChunkIndexes;

/// <summary>Turns positions in an index array into chunk numbers.</summary>
/// <remarks>
/// Arrays are laid out for the largest shape the dataset may grow to, row-major; an extent without a bound counts as
/// the slowest one, wherever it stands.
/// </remarks>
internal sealed class ChunkOrder
{
    private readonly ChunkGrid _grid;
    private readonly int[] _dimensions;
    private readonly long[] _counts;
    private readonly long[] _scaled;

    public ChunkOrder(ChunkGrid grid)
    {
        _grid = grid;
        long[] longest = grid.Space.LongestShape;
        _dimensions = [.. Enumerable.Range(0, grid.Rank).OrderBy(i => longest[i] == Dataspace.Unlimited ? 0 : 1)];
        _counts = [.. _dimensions.Select(i => longest[i] == Dataspace.Unlimited ? 0 : ChunksAlong(longest[i], i))];
        _scaled = new long[grid.Rank];
    }

    /// <summary>The chunk at a position, or -1 when it lies outside the array as it is now.</summary>
    public long NumberAt(long position)
    {
        for (int i = _dimensions.Length - 1; i >= 0; i--)
        {
            bool takesRest = i == 0 || _counts[i] <= 0;
            _scaled[_dimensions[i]] = takesRest ? position : position % _counts[i];
            position = takesRest ? 0 : position / _counts[i];
        }

        return _grid.NumberOf(_scaled);
    }

    private long ChunksAlong(long extent, int dimension)
    {
        long chunk = _grid.ChunkShape[dimension];
        return (extent / chunk) + (extent % chunk == 0 ? 0 : 1);
    }
}
