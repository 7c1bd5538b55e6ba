using System.Runtime.InteropServices;
using BigGraphActors.Engine.Model;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>A layout laid over the memory that HOGWILD threads train.</summary>
/// <remarks>
/// Owns nothing: model and tables must outlive it. Used by one thread, while any number of others train the same
/// numbers.
/// </remarks>
internal sealed class ParameterView
{
    private readonly Area[] _areas;
    private readonly ParameterTable[] _counted;

    /// <summary>Binds a layout.</summary>
    /// <param name="layout">Of the model's plan.</param>
    /// <param name="model">The shared parameters of this node.</param>
    /// <param name="tables">The tables of the shared types, by name.</param>
    public ParameterView(
        ParameterLayout layout, SharedModel model, IReadOnlyDictionary<string, EmbeddingTable> tables)
    {
        Layout = layout;
        List<Area> areas = [];
        List<ParameterTable> counted = [];
        foreach ((_, ParameterTable table) in ParameterLayout.TablesOf(model))
        {
            areas.Add(new Area(table.Dim, (row, start, count) => table.Values((int)row).Slice(start, count)));
            areas.Add(new Area(table.Dim, (row, start, count) => table.Sums((int)row).Slice(start, count)));
            counted.Add(table);
        }

        foreach (ParameterSlot slot in layout.Slots.Where(IsTableValues))
        {
            EmbeddingTable table = tables[slot.Key["entity.".Length..^".values".Length]];
            areas.Add(new Area(table.Dim, (row, start, count) => table.Row(row).Slice(start, count)));
            areas.Add(new Area(1, (row, _, count) => table.RowSums.AsSpan(row, count)) { IsContiguous = true });
        }

        _areas = [.. areas];
        _counted = [.. counted];
    }

    /// <summary>What lies where.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Copies a slice out while others change it.</summary>
    /// <param name="slice">Which.</param>
    /// <param name="destination">Its length.</param>
    public void Read(ParameterSlice slice, Span<float> destination)
    {
        if (slice.IsCount)
        {
            Span<long> counts = MemoryMarshal.Cast<float, long>(destination);
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] = CountedAt(slice, i).Steps;
            }

            return;
        }

        for (long at = slice.Start; destination.Length > 0;)
        {
            Span<float> piece = At(at, destination.Length);
            piece.CopyTo(destination);
            destination = destination[piece.Length..];
            at += piece.Length;
        }
    }

    /// <summary>Adds a change to a slice while others change it too; none of their steps is overwritten.</summary>
    /// <param name="slice">Which.</param>
    /// <param name="change">Its length.</param>
    public void Add(ParameterSlice slice, ReadOnlySpan<float> change)
    {
        if (slice.IsCount)
        {
            // Race: a step counted at this very moment may be lost; nothing depends on the number.
            ReadOnlySpan<long> counts = MemoryMarshal.Cast<float, long>(change);
            for (int i = 0; i < counts.Length; i++)
            {
                CountedAt(slice, i).Steps += counts[i];
            }

            return;
        }

        for (long at = slice.Start; change.Length > 0;)
        {
            Span<float> piece = At(at, change.Length);
            SliceArithmetic.AddBeside(change[..piece.Length], piece);
            change = change[piece.Length..];
            at += piece.Length;
        }
    }

    /// <summary>What changed since the last time: change = local - base, then base = local.</summary>
    /// <param name="slice">Which; of values and no count.</param>
    /// <param name="known">base, of its length.</param>
    /// <param name="change">Its length; the blocks that are named afterwards are overwritten.</param>
    /// <param name="changed">Empty before; names the blocks in which anything has changed.</param>
    /// <returns>Elements that were no numbers and were set back.</returns>
    public long Collect(ParameterSlice slice, Span<float> known, Span<float> change, SliceBlocks changed)
    {
        long repaired = 0;
        for (int done = 0; done < known.Length;)
        {
            Span<float> piece = At(slice.Start + done, known.Length - done);
            if (!AreSame(piece, known.Slice(done, piece.Length)))
            {
                CollectPiece(piece, done, known, change, changed, ref repaired);
            }

            done += piece.Length;
        }

        return repaired;
    }

    /// <summary>Takes others' changes over: local += values - base, then base = values.</summary>
    /// <param name="start">First element among all of the layout; of values and no count.</param>
    /// <param name="values">The others', a part of a slice.</param>
    /// <param name="known">base, of its length.</param>
    public void Adopt(long start, ReadOnlySpan<float> values, Span<float> known)
    {
        for (int done = 0; done < known.Length;)
        {
            Span<float> piece = At(start + done, known.Length - done);
            SliceArithmetic.Adopt(values.Slice(done, piece.Length), known.Slice(done, piece.Length), piece);
            done += piece.Length;
        }
    }

    /// <summary>Sets elements of a slice of values that is no count.</summary>
    /// <param name="slice">Which.</param>
    /// <param name="values">Its length; an element that is NaN leaves what is there.</param>
    public void Overwrite(ParameterSlice slice, ReadOnlySpan<float> values)
    {
        for (long at = slice.Start; values.Length > 0;)
        {
            Span<float> piece = At(at, values.Length);
            for (int i = 0; i < piece.Length; i++)
            {
                piece[i] = float.IsNaN(values[i]) ? piece[i] : values[i];
            }

            values = values[piece.Length..];
            at += piece.Length;
        }
    }

    private static bool IsTableValues(ParameterSlot slot) =>
        slot.Key.StartsWith("entity.", StringComparison.Ordinal)
        && slot.Key.EndsWith(".values", StringComparison.Ordinal);

    private static void CollectPiece(
        Span<float> piece, int start, Span<float> known, Span<float> change, SliceBlocks changed, ref long repaired)
    {
        for (int at = 0; at < piece.Length;)
        {
            int block = (start + at) / SliceBlocks.BlockLength;
            int blockStart = block * SliceBlocks.BlockLength;
            int count = Math.Min(piece.Length - at, blockStart + SliceBlocks.BlockLength - start - at);
            Span<float> local = piece.Slice(at, count);
            Span<float> before = known.Slice(start + at, count);
            if (!AreSame(local, before))
            {
                if (!changed.Contains(block))
                {
                    change.Slice(blockStart, changed.LengthOf(block)).Clear();
                    changed.Add(block);
                }

                SliceArithmetic.Collect(local, before, change.Slice(start + at, count), ref repaired);
            }

            at += count;
        }
    }

    /// <summary>Compares bits: numbers are compared one by one.</summary>
    private static bool AreSame(ReadOnlySpan<float> left, ReadOnlySpan<float> right) =>
        MemoryMarshal.Cast<float, uint>(left).SequenceEqual(MemoryMarshal.Cast<float, uint>(right));

    private ParameterTable CountedAt(ParameterSlice slice, int index) =>
        _counted[(int)((slice.Start - Layout.ValueLength) / 2) + index];

    /// <summary>The memory behind an element and those that follow it without a gap.</summary>
    private Span<float> At(long element, int most)
    {
        int slot = SlotOf(element);
        Area area = _areas[slot];
        long offset = element - Layout.Slots[slot].Start;
        long left = Layout.Slots[slot].Length - offset;
        if (area.IsContiguous)
        {
            return area.Piece(offset, 0, (int)Math.Min(most, left));
        }

        (long row, long start) = Math.DivRem(offset, area.RowLength);
        return area.Piece(row, (int)start, (int)Math.Min(most, area.RowLength - start));
    }

    private int SlotOf(long element)
    {
        int low = 0;
        int high = _areas.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = Layout.Slots[middle].Start <= element ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private delegate Span<float> PieceOf(long row, int start, int count);

    private sealed record Area(int RowLength, PieceOf Piece)
    {
        /// <summary>Whether rows follow each other without padding, so that a piece may cross them.</summary>
        public bool IsContiguous { get; init; }
    }
}
