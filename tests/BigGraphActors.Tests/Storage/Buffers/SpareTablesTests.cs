using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Storage.Buffers;

public sealed class SpareTablesTests
{
    private const long Room = 1 << 20;

    [Fact]
    public void A_table_that_came_back_is_given_out_again_for_its_shape_only()
    {
        using SpareTables spare = new(Room);
        EmbeddingTable table = spare.Rent(10, 20);
        spare.Return(table);
        using EmbeddingTable other = spare.Rent(10, 21);
        using EmbeddingTable again = spare.Rent(10, 20);
        using EmbeddingTable further = spare.Rent(10, 20);
        Assert.NotSame(table, other);
        Assert.Same(table, again);
        Assert.NotSame(table, further);
    }

    [Fact]
    public void Row_sums_are_zero_as_in_a_new_table()
    {
        using SpareTables spare = new(Room);
        EmbeddingTable table = spare.Rent(10, 20);
        table.RowSums.AsSpan().Fill(7);
        spare.Return(table);
        using EmbeddingTable again = spare.Rent(10, 20);
        Assert.Same(table, again);
        Assert.All(again.RowSums.AsSpan().ToArray(), sum => Assert.Equal(0, sum));
    }

    [Fact]
    public void What_does_not_fit_is_freed()
    {
        using SpareTables spare = new(10 * (32 + 1) * sizeof(float));
        EmbeddingTable first = spare.Rent(10, 20);
        EmbeddingTable second = spare.Rent(10, 20);
        spare.Return(first);
        spare.Return(second);
        Assert.Throws<ObjectDisposedException>(() => second.Values.Address);
        using EmbeddingTable again = spare.Rent(10, 20);
        Assert.Same(first, again);
    }

    [Fact]
    public void After_the_end_everything_that_comes_back_is_freed()
    {
        SpareTables spare = new(Room);
        EmbeddingTable table = spare.Rent(10, 20);
        spare.Dispose();
        spare.Return(table);
        Assert.Throws<ObjectDisposedException>(() => table.Values.Address);
    }
}
