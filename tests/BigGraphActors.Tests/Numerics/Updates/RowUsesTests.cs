using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Updates;

namespace BigGraphActors.Tests.Numerics.Updates;

public sealed class RowUsesTests
{
    private const int Rows = 12;
    private const int Dim = 50;
    private const int Uses = 64;

    [Fact]
    public void A_row_steps_once_by_the_sum_of_its_uses_whether_near_or_far()
    {
        var random = new System.Random(3);
        int[] rows = [.. Enumerable.Range(0, Uses).Select(_ => random.Next(Rows))];
        PaddedBlock gradients = PaddedBlock.Random(random, Uses, Dim);
        using NativeTable summed = NativeTable.Random(random, Rows, Dim);
        using NativeTable near = NativeTable.From(summed.Dense(), Rows, Dim);
        using NativeTable far = NativeTable.From(summed.Dense(), Rows, Dim);
        using var sums = new NativeTable(Rows, 1, 1);

        StepBySum(summed, sums, rows, gradients);
        Step(near.View, rows, gradients);

        // A table of which only the first rows are used, and as much memory as if all were.
        Step(far.View with { RowCount = 1 << 20 }, rows, gradients);

        Close.Assert([.. summed.Dense().Select(value => (double)value)], near.Dense());
        Assert.Equal(near.Dense(), far.Dense());
    }

    [Fact]
    public void Tables_that_a_third_level_cache_holds_are_near()
    {
        RowTable table = new(0, 16 << 20 >> 9, 100, 128);
        Assert.True(table.IsNear);
        Assert.False((table with { RowCount = table.RowCount + 1 }).IsNear);
    }

    private static void StepBySum(NativeTable table, NativeTable sums, int[] rows, PaddedBlock gradients)
    {
        int stride = table.View.Stride;
        var total = new float[Rows * stride];
        for (int use = 0; use < Uses; use++)
        {
            for (int i = 0; i < Dim; i++)
            {
                total[(rows[use] * stride) + i] += gradients.Values[(use * stride) + i];
            }
        }

        RowAdagrad.Update(table.View, sums.View, [.. Enumerable.Range(0, Rows)], total, 0.1f);
    }

    private static void Step(RowTable table, int[] rows, PaddedBlock gradients)
    {
        using var sums = new NativeTable(Rows, 1, 1);
        int[] remaining = [.. Enumerable.Range(0, Rows).Select(row => rows.Count(used => used == row))];
        int[] places = [.. Enumerable.Repeat(-1, Rows)];
        var accumulators = new float[Rows * table.Stride];
        float[] copy = [.. gradients.Values];
        RowUseCounts counts = new(rows, remaining, places, accumulators, new int[Rows]);
        PlaceCounts placed = default;
        RowAdagrad.Update(
            table, sums.View with { RowCount = table.RowCount }, rows, copy, counts, ref placed, 0.1f);
        Assert.All(remaining, left => Assert.Equal(0, left));
    }
}
