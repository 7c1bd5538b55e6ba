using BigGraphActors.Numerics.Reference;
using BigGraphActors.Numerics.Updates;

namespace BigGraphActors.Tests.Numerics.Updates;

public sealed class AdagradTests
{
    [Fact]
    public void Row_adagrad_equals_the_reference_for_every_dimension()
    {
        for (int dim = 1; dim <= 257; dim++)
        {
            var random = new System.Random(dim);
            using NativeTable table = NativeTable.Random(random, 8, dim);
            using var sums = new NativeTable(8, 1, 1);
            int[] rows = [6, 0, 3];
            double[][] expected = [.. Enumerable.Range(0, 8).Select(table.Dense)];
            var expectedSums = new double[8];
            for (int step = 0; step < 3; step++)
            {
                PaddedBlock gradients = PaddedBlock.Random(random, 3, dim);
                RowAdagrad.Update(table.View, sums.View, rows, gradients.Values, 0.1f);
                for (int i = 0; i < 3; i++)
                {
                    expectedSums[rows[i]] = ReferenceUpdates.RowAdagrad(
                        expected[rows[i]], expectedSums[rows[i]], gradients.Dense(i), 0.1);
                }
            }

            Close.Assert([.. expected.SelectMany(row => row)], table.Dense());
            Close.Assert(expectedSums, sums.Dense());
        }
    }

    [Fact]
    public void Adagrad_equals_the_reference_for_every_length()
    {
        for (int length = 0; length <= 257; length++)
        {
            var random = new System.Random(length);
            float[] parameters = Randoms(random, length);
            float[] sums = [.. Randoms(random, length).Select(MathF.Abs)];
            float[] gradients = Randoms(random, length);
            double[] expected = Widen(parameters);
            double[] expectedSums = Widen(sums);
            ReferenceUpdates.Adagrad(expected, expectedSums, Widen(gradients), 0.1);

            Adagrad.Update(parameters, sums, gradients, 0.1f);

            Close.Assert(expected, parameters);
            Close.Assert(expectedSums, sums);
        }
    }

    [Fact]
    public void First_step_is_the_learning_rate_for_gradients_of_any_size()
    {
        foreach (float size in (float[])[1e-18f, 3e-12f, 1e-10f, 2e-7f, 0.5f, 4e9f, 1e18f])
        {
            float[] parameters = new float[37];
            float[] gradients = [.. Enumerable.Repeat(size, 37)];
            Adagrad.Update(parameters, new float[37], gradients, 0.1f);

            double expected = 0.1 * size / (size + 1e-10);
            Assert.All(parameters, moved => Assert.Equal(1, -moved / expected, 1e-5));
        }
    }

    [Fact]
    public void Zero_gradient_changes_nothing_even_before_the_first_step()
    {
        var random = new System.Random(1);
        using NativeTable table = NativeTable.Random(random, 2, 20);
        using var sums = new NativeTable(2, 1, 1);
        float[] before = table.Dense();
        RowAdagrad.Update(table.View, sums.View, [0, 1], new float[64], 0.1f);
        Assert.Equal(before, table.Dense());

        float[] parameters = Randoms(random, 33);
        float[] kept = [.. parameters];
        Adagrad.Update(parameters, new float[33], new float[33], 0.1f);
        Assert.Equal(kept, parameters);
    }

    private static float[] Randoms(System.Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    private static double[] Widen(float[] values) => [.. values.Select(value => (double)value)];
}
