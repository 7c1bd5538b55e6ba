using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Ports;

/// <summary>What every answer to <see cref="IPartitionStore"/> must keep.</summary>
public abstract class PartitionStoreContract
{
    private protected static readonly PartitionId First = new("node", 0);

    private protected static readonly BucketLease Lease =
        new(new Bucket(0, 0), new PassPosition(0, 0, 0), Index: 0, Remaining: 0, Term: 1);

    private protected abstract IPartitionStore Create();

    [Fact]
    public void A_new_table_has_random_rows_and_sums_of_zero()
    {
        IPartitionStore store = Create();
        using EmbeddingTable table = store.CheckOut(Lease, First);
        Assert.True(table.RowCount > 0);
        Assert.NotEqual(table.Row(0).ToArray(), table.Row(1).ToArray());
        Assert.All(table.RowSums.AsSpan().ToArray(), sum => Assert.Equal(0f, sum));
    }

    [Fact]
    public void A_table_comes_back_as_it_was_checked_in()
    {
        IPartitionStore store = Create();
        EmbeddingTable table = store.CheckOut(Lease, First);
        table.Row(1).Fill(2.5f);
        table.RowSums[1] = 7f;
        float[] other = table.Row(0).ToArray();
        store.CheckIn(Lease, First, table);

        using EmbeddingTable again = store.CheckOut(Lease, First);
        Assert.All(again.Row(1).ToArray(), value => Assert.Equal(2.5f, value));
        Assert.Equal(7f, again.RowSums[1]);
        Assert.Equal(other, again.Row(0).ToArray());
    }
}
