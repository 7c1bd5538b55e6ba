using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Updates;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>One thread's part of an optimiser step: the rows that it owns, summed over all lanes.</summary>
/// <remarks>
/// A row's gradients are added in the order of the lanes. So the sums, and with them the result, do not depend on the
/// number of threads. A row is owned by one thread, so none is written by two.
/// </remarks>
internal sealed class LaneMerge(int thread, int threads, float? maxNorm)
{
    /// <summary>Rows whose Adagrad sums share a cache line go to the same thread.</summary>
    private const int NeighboursShift = 4;

    private readonly RowSlots _slots = new();
    private readonly List<(RowGradients Source, int Slot)> _firsts = [];

    /// <summary>Shortens this thread's rows of a table that are too long.</summary>
    public void Shorten(EmbeddingTable table)
    {
        if (maxNorm is not { } most)
        {
            return;
        }

        Span<int> one = stackalloc int[1];
        for (int row = 0; row < table.RowCount; row++)
        {
            if (Owns(row))
            {
                one[0] = row;
                RowBlocks.Renormalize(table.VectorRows(), one, most);
            }
        }
    }

    /// <summary>Steps this thread's rows of one table.</summary>
    public void Step(EmbeddingTable table, ReadOnlySpan<BatchTrainer> lanes, float lr)
    {
        Begin();
        foreach (BatchTrainer lane in lanes)
        {
            Gather(lane.Gradients.Of(table));
        }

        RowTable values = table.VectorRows();
        RowTable sums = table.SumRows();
        for (int at = 0, count; at < _firsts.Count; at += count)
        {
            (RowGradients source, int slot) = _firsts[at];
            count = RunFrom(at);
            ReadOnlySpan<int> rows = source.Rows.Slice(slot, count);
            RowAdagrad.Update(
                values, sums, rows, source.Accumulators.Slice(slot * table.Stride, count * table.Stride), lr);
            if (maxNorm is { } most)
            {
                RowBlocks.Renormalize(values, rows, most);
            }
        }
    }

    /// <summary>Steps this thread's rows of shared parameters.</summary>
    /// <returns>Whether any lane had a gradient for them.</returns>
    public bool Step(ParameterTable table, ReadOnlySpan<BatchTrainer> lanes, float lr)
    {
        Begin();
        bool any = false;
        foreach (BatchTrainer lane in lanes)
        {
            any |= Gather(lane.Gradients.Of(table));
        }

        foreach ((RowGradients source, int slot) in _firsts)
        {
            table.Step(source.Rows[slot], source.Slot(slot), lr);
        }

        return any;
    }

    private bool Owns(int row) => (row >> NeighboursShift) % threads == thread;

    private void Begin()
    {
        _slots.Clear();
        _firsts.Clear();
    }

    /// <summary>Adds the gradients of owned rows to those of the first lane that has the row.</summary>
    /// <returns>Whether the lane has any row, owned or not.</returns>
    private bool Gather(RowGradients? lane)
    {
        ReadOnlySpan<int> rows = lane is null ? [] : lane.Rows;
        for (int slot = 0; slot < rows.Length; slot++)
        {
            if (Owns(rows[slot]))
            {
                Add(lane!, slot, rows[slot]);
            }
        }

        return rows.Length > 0;
    }

    private void Add(RowGradients lane, int slot, int row)
    {
        int index = _slots.Find(row, out bool isNew);
        if (isNew)
        {
            _firsts.Add((lane, slot));
            return;
        }

        (RowGradients source, int first) = _firsts[index];
        Span<float> sum = source.Slot(first);
        RowBlocks.AddVector(sum, 1, sum.Length, lane.Slot(slot));
    }

    /// <summary>How many of the first uses from one on lie in a row in one lane.</summary>
    private int RunFrom(int at)
    {
        (RowGradients source, int slot) = _firsts[at];
        int count = 1;
        while (at + count < _firsts.Count && _firsts[at + count] == (source, slot + count))
        {
            count++;
        }

        return count;
    }
}
