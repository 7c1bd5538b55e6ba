using BigGraphActors.Numerics.Scoring;

namespace BigGraphActors.Tests.Numerics.Scoring;

public class TileSumsTests
{
    [Fact]
    public void A_number_is_added_to_the_columns_that_count_and_to_no_padding()
    {
        for (int columns = 0; columns <= 65; columns++)
        {
            int stride = columns + 3;
            float[] tile = [.. Enumerable.Range(0, 3 * stride).Select(at => at * 0.5f)];
            TileSums.AddNumber(tile, (3, columns), stride, 7f);
            for (int at = 0; at < tile.Length; at++)
            {
                float expected = (at * 0.5f) + (at % stride < columns ? 7f : 0f);
                Assert.True(expected == tile[at], $"{columns} columns, element {at}: {tile[at]}, expected {expected}");
            }
        }
    }
}
