using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>What an exchange finds changed in a shared table, and how it adds to one that others write to.</summary>
public sealed class RowStepsTests
{
    private const int Rows = 33;
    private const int Dim = 7;

    [Fact]
    public void Rows_that_stepped_are_found_by_their_sums_and_others_when_every_row_is_looked_at()
    {
        using ParameterBed bed = new();
        using SharedModel model = new(bed.Plan);
        using EmbeddingTable table = new(Rows, Dim);
        ParameterView view = new(bed.Layout, model, new Dictionary<string, EmbeddingTable> { ["tag"] = table });
        Dictionary<int, float[]> known = bed.Layout.Slices.Where(slice => !slice.IsCount)
            .ToDictionary(slice => slice.Index, slice => new float[slice.Length]);
        Collect(bed, view, known, looksAtAll: true);

        // Row 30 steps; of row 10 the values change alone, as max_norm changes them.
        table.Row(30).Fill(1);
        table.RowSums[30] = 0.5f;
        table.Row(10).Fill(1);
        Assert.Equal(Dim + 1, Collect(bed, view, known, looksAtAll: false));
        Assert.Equal(0, Collect(bed, view, known, looksAtAll: false));
        Assert.Equal(Dim, Collect(bed, view, known, looksAtAll: true));
        Assert.Equal(0, Collect(bed, view, known, looksAtAll: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_added_beside_others_lands_on_its_element_wherever_the_memory_begins(int start)
    {
        using NativeBuffer<float> memory = new(64);
        for (int length = 0; length < 40; length++)
        {
            memory.AsSpan().Fill(100);
            float[] change = [.. Enumerable.Range(0, length).Select(i => i % 5 == 3 ? 0f : i)];

            SliceArithmetic.AddBeside(change, memory.AsSpan(start, length));

            float[] expected = [.. Enumerable.Repeat(100f, 64)];
            for (int i = 0; i < length; i++)
            {
                expected[start + i] += change[i];
            }

            Assert.Equal(expected, memory.AsSpan().ToArray());
        }
    }

    /// <returns>Elements that were found changed, all slices together.</returns>
    private static int Collect(ParameterBed bed, ParameterView view, Dictionary<int, float[]> known, bool looksAtAll)
    {
        int found = 0;
        foreach (ParameterSlice slice in bed.Layout.Slices.Where(slice => !slice.IsCount))
        {
            float[] message = new float[SliceBlocks.MessageLength(slice.Length)];
            BlockWriter change = new(message, slice.Length);
            view.Collect(slice, known[slice.Index], ref change, looksAtAll);
            found += message[SliceBlocks.WordsOf(slice.Length)..change.Length].Count(value => value != 0);
        }

        return found;
    }
}
