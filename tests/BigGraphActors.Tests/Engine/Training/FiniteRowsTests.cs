using BigGraphActors.Engine.Training;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Training;

public sealed class FiniteRowsTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_broken_number_is_found_in_whatever_place_it_stands(float broken)
    {
        for (int row = 0; row < 5; row++)
        {
            for (int column = 0; column < 19; column++)
            {
                using EmbeddingTable table = new(5, 19);
                table.Row(row)[column] = broken;
                Assert.Equal(row, FiniteRows.FindBroken(table));
            }
        }
    }

    [Fact]
    public void A_broken_sum_is_found_too()
    {
        using EmbeddingTable table = new(70, 4);
        table.RowSums[66] = float.NaN;
        Assert.Equal(66, FiniteRows.FindBroken(table));
    }

    [Fact]
    public void A_table_of_large_and_small_numbers_is_whole()
    {
        using EmbeddingTable table = new(7, 5);
        table.Row(3).Fill(float.MaxValue);
        table.Row(4).Fill(float.Epsilon);
        Assert.Null(FiniteRows.FindBroken(table));
    }
}
