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
            areas.Add(new Area(table.Dim, table.RowCount, row => table.Values((int)row)));
            areas.Add(new Area(table.Dim, table.RowCount, row => table.Sums((int)row)));
            counted.Add(table);
        }

        foreach (ParameterSlot slot in layout.Slots.Where(IsTableValues))
        {
            EmbeddingTable table = tables[slot.Key["entity.".Length..^".values".Length]];
            areas.Add(new Area(table.Dim, table.RowCount, table.Row) { Steps = new RowSteps(table.RowSums) });
            areas.Add(new Area(checked((int)table.RowCount), 1, _ => table.RowSums.AsSpan()));
        }

        _areas = [.. areas];
        _counted = [.. counted];
    }

    /// <summary>Maps slices to the local parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Copies a slice out while others change it.</summary>
    /// <param name="slice">A slice of <see cref="Layout"/>.</param>
    /// <param name="destination">As many elements as the slice; overwritten.</param>
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
    /// <param name="slice">A slice of <see cref="Layout"/>.</param>
    /// <param name="change">As many elements as the slice.</param>
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
    /// <param name="change">Takes the blocks in which anything has changed.</param>
    /// <param name="looksAtAll">Whether at rows too that have not stepped, as <see cref="RowSteps"/> has it.</param>
    /// <returns>Elements that were no numbers and were set back.</returns>
    public long Collect(ParameterSlice slice, Span<float> known, ref BlockWriter change, bool looksAtAll)
    {
        long repaired = 0;
        for (int done = 0; done < known.Length;)
        {
            (Area area, long row, int start) = AreaAt(slice.Start + done);
            for (; done < known.Length && row < area.Rows; row++, start = 0)
            {
                int count = Math.Min(area.RowLength - start, known.Length - done);

                // Of a row that lies in two slices the other part may have been read before its last step.
                bool hasStepped = area.Steps?.HaveGoneOn(row) != false;
                if (hasStepped || looksAtAll || count < area.RowLength)
                {
                    Span<float> piece = area.Row(row).Slice(start, count);
                    CollectPiece(piece, known.Slice(done, count), done, ref change, ref repaired);
                }

                done += count;
            }
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
    /// <param name="slice">A slice of <see cref="Layout"/>.</param>
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
        Span<float> piece, Span<float> known, int start, ref BlockWriter change, ref long repaired)
    {
        for (int at = 0; at < piece.Length;)
        {
            (int block, int within) = Math.DivRem(start + at, SliceBlocks.BlockLength);
            int count = Math.Min(piece.Length - at, SliceBlocks.BlockLength - within);
            Span<float> local = piece.Slice(at, count);
            Span<float> before = known.Slice(at, count);
            if (!AreSame(local, before))
            {
                SliceArithmetic.Collect(local, before, change.Open(block).Slice(within, count), ref repaired);
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
        (Area area, long row, int start) = AreaAt(element);
        return area.Row(row).Slice(start, Math.Min(most, area.RowLength - start));
    }

    private (Area Area, long Row, int Start) AreaAt(long element)
    {
        int slot = SlotOf(element);
        (long row, long start) = Math.DivRem(element - Layout.Slots[slot].Start, _areas[slot].RowLength);
        return (_areas[slot], row, (int)start);
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

    private delegate Span<float> RowOf(long row);

    private sealed record Area(int RowLength, long Rows, RowOf Row)
    {
        /// <summary>Which rows have stepped; none where nothing tells.</summary>
        public RowSteps? Steps { get; init; }
    }
}

/// <summary>Which rows of a table have stepped since they were last looked at, by their Adagrad sums.</summary>
/// <remarks>
/// A step raises its row's sum, after the row: what was read of a row whose sum is still the same was the row of now.
/// What changes a row and not its sum, a step too small for the sum to show it (some 1e-5 of the learning rate) or
/// <c>max_norm</c>, goes unseen until every row is looked at. Used by one thread.
/// </remarks>
/// <param name="sums">The table's; must outlive this.</param>
internal sealed class RowSteps(NativeBuffer<float> sums)
{
    // No sum is below zero: every row counts as gone on at first.
    private readonly float[] _seen = [.. Enumerable.Repeat(-1f, checked((int)sums.Length))];

    /// <summary>Whether a row has stepped since this was last asked; ask before the row is read.</summary>
    public bool HaveGoneOn(long row)
    {
        float sum = Volatile.Read(ref sums[row]);
        bool haveGoneOn = BitConverter.SingleToInt32Bits(sum) != BitConverter.SingleToInt32Bits(_seen[row]);
        _seen[row] = sum;
        return haveGoneOn;
    }
}
