using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Tests.Numerics.Vectors;

public sealed class VectorWidthTests
{
    [Fact]
    public void Width_is_the_one_the_environment_promises()
    {
        if (Environment.GetEnvironmentVariable("BIGGRAPH_EXPECT_WIDTH") is { Length: > 0 } expected)
        {
            Assert.Equal(expected, VectorWidth.Bits.ToString());
        }
        else
        {
            Assert.Contains(VectorWidth.Bits, (int[])[32, 128, 256, 512]);
        }
    }
}
