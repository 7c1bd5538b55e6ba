using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Reference;
using BigGraphActors.Numerics.Transforms;

namespace BigGraphActors.Tests.Numerics.Transforms;

/// <summary>A matrix that steps in the pass that carries gradients back through it.</summary>
public sealed class MatrixStepTests
{
    private const float Lr = 0.1f;

    public static TheoryData<string, int> Runs()
    {
        TheoryData<string, int> runs = [];
        foreach (int rows in Enumerable.Range(1, 8))
        {
            runs.Add("linear", rows);
            runs.Add("affine", rows);
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Step_in_the_same_pass_equals_gradient_and_step_one_after_the_other(string name, int rows)
    {
        foreach (int dim in (int[])[16, 17, 23, 32, 48, 100, 129])
        {
            var random = new System.Random(dim);
            PaddedBlock input = PaddedBlock.Random(random, rows, dim);
            PaddedBlock gradient = PaddedBlock.Random(random, rows, dim);
            using NativeTable table = NativeTable.Random(random, 1, TransformRun.ParameterDim(name, dim));
            PaddedBlock expectedBack = new TransformRun(name, table.View, new int[rows])
                .Backward(input, gradient, out PaddedBlock slope);
            double[] expected = table.Dense(0);
            double[] expectedSums = [.. expected.Select(Math.Abs)];
            float[] parameters = [.. expected.Select(value => (float)value)];
            float[] sums = [.. expectedSums.Select(value => (float)value)];
            ReferenceUpdates.Adagrad(expected, expectedSums, slope.Dense(0), Lr);

            PaddedBlock back = PaddedBlock.Random(random, rows, dim);
            Assert.True(TryStep(name, (input, gradient), parameters, sums, back));

            back.AssertClose([.. Enumerable.Range(0, rows).SelectMany(expectedBack.Dense)]);
            back.AssertPaddingIsZero();
            Close.Assert(expected, parameters, what: $"{name} {dim}");
            Close.Assert(expectedSums, sums, what: $"{name} {dim} sums");
        }
    }

    [Theory]
    [InlineData(9, 100)]
    [InlineData(3, 15)]
    public void Many_rows_and_short_ones_are_left_to_the_products(int rows, int dim)
    {
        var block = new PaddedBlock(rows, dim);
        float[] parameters = [.. Enumerable.Repeat(2f, dim * dim)];
        float[] sums = new float[dim * dim];

        Assert.False(TryStep("linear", (block, block.Copy()), parameters, sums, block.Copy()));

        Assert.All(parameters, value => Assert.Equal(2f, value));
    }

    [Fact]
    public void Runs_of_every_length_are_mapped_as_the_reference_maps_them()
    {
        var random = new System.Random(1);
        using NativeTable table = NativeTable.Random(random, 1, 37 * 37);
        for (int rows = 1; rows <= 40; rows++)
        {
            PaddedBlock input = PaddedBlock.Random(random, rows, 37);

            PaddedBlock output = new TransformRun("linear", table.View, new int[rows]).Forward(input);

            output.AssertClose(
            [
                .. Enumerable.Range(0, rows).SelectMany(
                    row => ReferenceTransforms.Forward("linear", input.Dense(row), table.Dense(0))),
            ]);
        }
    }

    private static bool TryStep(
        string name, (PaddedBlock Input, PaddedBlock Gradient) run, float[] parameters, float[] sums, PaddedBlock back)
    {
        var block = new TransformBlock(back.Rows, back.Dim, RowLayout.StrideFor(back.Dim));
        float[] input = run.Input.Values;
        float[] gradient = run.Gradient.Values;
        return name == "linear"
            ? LinearTransform.TryStep(input, gradient, block, parameters, sums, back.Values, Lr)
            : AffineTransform.TryStep(input, gradient, block, parameters, sums, back.Values, Lr);
    }
}
