using System.Globalization;
using System.Numerics;
using System.Text;
using BigGraphActors.Storage.Export;

namespace BigGraphActors.Tests.Storage.Export;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData(0f, "0.000000000")]
    [InlineData(-0f, "-0.000000000")]
    [InlineData(1f, "1.000000000")]
    [InlineData(-1.5f, "-1.500000000")]
    [InlineData(0.1f, "0.100000001")]
    [InlineData(0.9999999f, "0.999999881")]
    [InlineData(16777216f, "16777216.000000000")]
    [InlineData(123456.789f, "123456.789062500")]
    [InlineData(1e10f, "10000000000.000000000")]
    [InlineData(float.MaxValue, "340282346638528859811704183484516925440.000000000")]
    [InlineData(float.Epsilon, "0.000000000")]
    [InlineData(-1e-12f, "-0.000000000")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.PositiveInfinity, "inf")]
    [InlineData(float.NegativeInfinity, "-inf")]
    public void Known_numbers_are_written_as_python_writes_them(float value, string expected) =>
        Assert.Equal(expected, Text(value));

    [Theory]
    [InlineData(1, -10, "0.000976562")]
    [InlineData(3, -10, "0.002929688")]
    [InlineData(5, -10, "0.004882812")]
    public void Ties_go_to_the_even_digit(int numerator, int exponent, string expected) =>
        Assert.Equal(expected, Text(MathF.ScaleB(numerator, exponent)));

    [Fact]
    public void Random_bit_patterns_agree_with_exact_arithmetic()
    {
        const int seed = 20_260_101;
        Random random = new(seed);
        for (int i = 0; i < 200_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsFinite(value))
            {
                Assert.True(Exact(value) == Text(value), $"seed {seed}, draw {i}: {value:R}");
            }
        }
    }

    [Fact]
    public void Every_exponent_agrees_with_exact_arithmetic()
    {
        for (int exponent = -149; exponent <= 127; exponent++)
        {
            foreach (float mantissa in new[] { 1f, 1.5f, 1.9999999f, -1.2345678f })
            {
                float value = MathF.ScaleB(mantissa, exponent);
                Assert.Equal(Exact(value), Text(value));
            }
        }
    }

    private static string Text(float value)
    {
        byte[] buffer = new byte[DecimalText.LongestText];
        return Encoding.ASCII.GetString(buffer, 0, DecimalText.Format(value, buffer));
    }

    // Whole numbers of any size: value = m 2^-149, so nothing is ever rounded before the end.
    private static string Exact(float value)
    {
        double wide = Math.Abs((double)value);
        BigInteger numerator = new(Math.ScaleB(wide, 149));
        BigInteger denominator = BigInteger.One << 149;
        BigInteger scaled = BigInteger.DivRem(numerator * 1_000_000_000, denominator, out BigInteger rest);
        int comparison = (rest * 2).CompareTo(denominator);
        scaled += comparison > 0 || (comparison == 0 && !scaled.IsEven) ? 1 : 0;
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(10, '0');
        return $"{(float.IsNegative(value) ? "-" : "")}{digits[..^9]}.{digits[^9..]}";
    }
}
