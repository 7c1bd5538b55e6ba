using BigGraphActors.Numerics.Ranking;

namespace BigGraphActors.Tests.Numerics.Ranking;

public sealed class RankCountsTests
{
    [Fact]
    public void Counts_equal_a_plain_count_for_every_number_of_columns()
    {
        for (int columns = 0; columns <= 257; columns++)
        {
            var random = new System.Random(columns);
            int rows = 1 + (columns % 6);

            // Few distinct values, so that ties are frequent; NaN now and then.
            PaddedBlock scores = new(rows, columns);
            float[] positives = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(5))];
            var above = new int[rows];
            var equal = new int[rows];
            for (int i = 0; i < rows * columns; i++)
            {
                scores[i / columns, i % columns] = random.Next(20) == 0 ? float.NaN : random.Next(5);
            }

            for (int row = 0; row < rows; row++)
            {
                scores.Row(row)[columns..].Fill(positives[row]);
            }

            RankCounts.Accumulate(positives, scores.Values, rows, columns, scores.Stride, above, equal);
            RankCounts.Accumulate(positives, scores.Values, rows, columns, scores.Stride, above, equal);

            for (int row = 0; row < rows; row++)
            {
                Assert.Equal(2 * scores.Dense(row).Count(score => score > positives[row]), above[row]);
                Assert.Equal(2 * scores.Dense(row).Count(score => score == positives[row]), equal[row]);
            }
        }
    }
}
