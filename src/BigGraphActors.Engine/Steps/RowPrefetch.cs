using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>Prefetches rows and sums of a batch's next block while this block's products are made.</summary>
/// <remarks>
/// Rows come in no order, and other threads' caches may hold the newest of them; waiting for each would take longer
/// than the arithmetic lasts. Prefetched in pieces, between one product and the next, they arrive while it runs. Owned
/// by one thread.
/// </remarks>
internal sealed class RowPrefetch
{
    /// <summary>More than this would push out of the second-level cache what this block still needs.</summary>
    private const long BytesMost = 512 << 10;

    private readonly List<(RowPath Path, int End)> _parts = [];
    private int[] _rows = [];
    private int _count;
    private int _next;
    private int _piece;

    /// <summary>Takes up the rows of a block.</summary>
    /// <param name="batch">The edges whose rows will be looked up.</param>
    /// <param name="block">A block of it; beyond the last, and of tables in the cache, there is nothing to prefetch.
    /// </param>
    /// <param name="negatives">The batch's draws.</param>
    /// <param name="paths">The relation's tables.</param>
    /// <param name="pieces">How often <see cref="Prefetch"/> will be called.</param>
    public void Begin(EdgeBatch batch, int block, BatchNegatives negatives, RelationPaths paths, int pieces)
    {
        _parts.Clear();
        _count = 0;
        _next = 0;
        int start = block * negatives.Scheme.BlockRows;
        bool isNear = paths.Lhs.Rows.IsNear && paths.Rhs.Rows.IsNear;
        if (isNear || start >= batch.Count || negatives.Scheme.Kind == NegativeKind.All)
        {
            return;
        }

        int rows = Math.Min(negatives.Scheme.BlockRows, batch.Count - start);
        Add(paths.Lhs, batch.Lhs.Slice(start, rows), negatives.InBlock(Side.Lhs, block));
        Add(paths.Rhs, batch.Rhs.Slice(start, rows), negatives.InBlock(Side.Rhs, block));
        _piece = (_count + pieces - 1) / pieces;
        if ((long)_count * paths.Lhs.Table.Stride * sizeof(float) > BytesMost)
        {
            _count = 0;
        }
    }

    /// <summary>Prefetches the next piece.</summary>
    public void Prefetch()
    {
        int end = Math.Min(_next + _piece, _count);
        foreach ((RowPath path, int partEnd) in _parts)
        {
            int stop = Math.Min(end, partEnd);
            if (_next < stop)
            {
                ReadOnlySpan<int> rows = _rows.AsSpan(_next, stop - _next);
                RowBlocks.Prefetch(path.Rows, rows);
                RowBlocks.Prefetch(path.Sums, rows);
                _next = stop;
            }
        }
    }

    private void Add(RowPath path, ReadOnlySpan<int> positives, ReadOnlySpan<int> drawn)
    {
        int needed = _count + positives.Length + drawn.Length;
        if (_rows.Length < needed)
        {
            Array.Resize(ref _rows, needed * 2);
        }

        positives.CopyTo(_rows.AsSpan(_count));
        drawn.CopyTo(_rows.AsSpan(_count + positives.Length));
        _count = needed;
        _parts.Add((path, needed));
    }
}
