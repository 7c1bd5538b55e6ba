using BigGraphActors.Numerics.Reference;
using BigGraphActors.Numerics.Regularization;

namespace BigGraphActors.Tests.Numerics.Regularization;

public sealed class CubicPenaltyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Penalty_equals_the_reference_for_every_dimension(bool isComplex)
    {
        for (int dim = 0; dim <= 257; dim += isComplex ? 2 : 1)
        {
            PaddedBlock block = PaddedBlock.Random(new(dim), 1 + (dim % 5), dim);
            double expected = 0.3 * Enumerable.Range(0, block.Rows)
                .Sum(row => ReferenceUpdates.CubicPenalty(block.Dense(row), isComplex));

            Assert.Equal(expected, Apply(block, isComplex, []), 1e-5 * Math.Max(1, expected));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_equals_central_differences_and_is_added(bool isComplex)
    {
        foreach (int dim in (int[])[2, 16, 34, 100])
        {
            PaddedBlock block = PaddedBlock.Random(new(dim), 3, dim);
            PaddedBlock gradient = PaddedBlock.Random(new(dim + 1), 3, dim);
            double[][] before = [.. Enumerable.Range(0, 3).Select(gradient.Dense)];

            Apply(block, isComplex, gradient.Values);

            gradient.AssertPaddingIsZero();
            for (int row = 0; row < 3; row++)
            {
                double[] vector = block.Dense(row);
                double[] slope = CentralDifference.Gradient(
                    () => 0.3 * ReferenceUpdates.CubicPenalty(vector, isComplex), vector);
                Close.Assert([.. before[row].Zip(slope, (x, y) => x + y)], gradient.Dense(row));
            }
        }
    }

    [Fact]
    public void Zero_modulus_has_a_zero_gradient()
    {
        var gradient = new float[16];
        Assert.Equal(0, CubicPenalty.Complex(new float[16], 1, 8, 16, 1, gradient));
        Assert.All(gradient, value => Assert.Equal(0, value));
    }

    [Fact]
    public void NaN_gives_a_NaN_penalty()
    {
        var block = new float[32];
        block[19] = float.NaN;
        Assert.True(double.IsNaN(CubicPenalty.Real(block, 2, 6, 16, 1, [])));
        Assert.True(double.IsNaN(CubicPenalty.Complex(block, 2, 6, 16, 1, [])));
    }

    private static double Apply(PaddedBlock block, bool isComplex, Span<float> gradient) => isComplex
        ? CubicPenalty.Complex(block.Values, block.Rows, block.Dim, block.Stride, 0.3f, gradient)
        : CubicPenalty.Real(block.Values, block.Rows, block.Dim, block.Stride, 0.3f, gradient);
}
