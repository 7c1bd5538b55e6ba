using System.Runtime.Intrinsics;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Tests.Numerics.Vectors;

public sealed class VectorMathTests
{
    [Fact]
    public void Exponential_is_within_two_and_a_half_units_in_the_last_place()
    {
        double worst = 0;
        for (float x = 0; x > -87.2f; x -= 0.00037f)
        {
            worst = Math.Max(worst, Units(VectorMath<WidthScalar, float>.ExpNonPositive(x), Math.Exp(x)));
        }

        Assert.InRange(worst, 0, 2.5);
    }

    [Fact]
    public void Logarithm_of_one_plus_is_within_three_units_in_the_last_place()
    {
        double worst = 0;
        for (float e = 1; e > 1e-30f; e *= 0.9993f)
        {
            double exact = 2 * Math.Atanh(e / (2.0 + e));
            worst = Math.Max(worst, Units(VectorMath<WidthScalar, float>.LogOnePlus(e), exact));
        }

        Assert.InRange(worst, 0, 3);
    }

    [Fact]
    public void Special_arguments_give_what_the_functions_give()
    {
        Assert.Equal(1, VectorMath<WidthScalar, float>.ExpNonPositive(0));
        Assert.Equal(1, VectorMath<WidthScalar, float>.ExpNonPositive(-0f));
        Assert.Equal(0, VectorMath<WidthScalar, float>.ExpNonPositive(-1e9f));
        Assert.Equal(0, VectorMath<WidthScalar, float>.ExpNonPositive(float.MinValue));
        Assert.Equal(0, VectorMath<WidthScalar, float>.ExpNonPositive(float.NegativeInfinity));
        Assert.True(float.IsNaN(VectorMath<WidthScalar, float>.ExpNonPositive(float.NaN)));
        Assert.Equal(0, VectorMath<WidthScalar, float>.LogOnePlus(0));
        Assert.True(float.IsNaN(VectorMath<WidthScalar, float>.LogOnePlus(float.NaN)));
    }

    [Fact]
    public void All_lanes_of_all_widths_agree_with_the_scalar()
    {
        // Emulated vectors included: the code is the same, whatever the machine has.
        for (int i = 0; i < 1000; i++)
        {
            float x = -0.09f * i;
            float expected = VectorMath<WidthScalar, float>.ExpNonPositive(x);
            Vector128<float> v128 = VectorMath<Width128, Vector128<float>>.ExpNonPositive(Vector128.Create(x));
            Vector256<float> v256 = VectorMath<Width256, Vector256<float>>.ExpNonPositive(Vector256.Create(x));
            Vector512<float> v512 = VectorMath<Width512, Vector512<float>>.ExpNonPositive(Vector512.Create(x));
            Assert.All(Enumerable.Range(0, 4), lane => Assert.Equal(expected, v128[lane], 3e-7f * expected));
            Assert.All(Enumerable.Range(0, 8), lane => Assert.Equal(expected, v256[lane], 3e-7f * expected));
            Assert.All(Enumerable.Range(0, 16), lane => Assert.Equal(expected, v512[lane], 3e-7f * expected));
        }
    }

    private static double Units(float actual, double exact) =>
        Math.Abs(actual - exact) / (MathF.BitIncrement((float)exact) - (float)exact);
}
