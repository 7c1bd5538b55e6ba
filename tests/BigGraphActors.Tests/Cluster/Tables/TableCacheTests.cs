using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class TableCacheTests
{
    private static readonly Generation First = new(0, 1);
    private static readonly Generation Second = new(0, 2);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_is_taken_is_the_very_table_that_was_put()
    {
        using TableCache cache = new(1 << 20);
        using EmbeddingTable table = new(10, 4);
        cache.Put(Part(0), First, table);
        Assert.Same(table, cache.TryTake(Part(0), First, TimeSpan.Zero));
        Assert.Null(cache.TryTake(Part(0), First, TimeSpan.Zero));
        Assert.Equal(0, cache.HeldBytes);
    }

    [Fact]
    public void Another_generation_is_another_table()
    {
        using TableCache cache = new(1 << 20);
        cache.Put(Part(0), First, new EmbeddingTable(10, 4));
        Assert.Null(cache.TryTake(Part(0), Second, TimeSpan.Zero));
        Assert.Null(cache.TryRead(Part(1), First));
    }

    [Fact]
    public void The_table_that_was_touched_longest_ago_goes_first()
    {
        EmbeddingTable[] tables = [.. Enumerable.Range(0, 3).Select(_ => new EmbeddingTable(10, 16))];
        long one = 10 * 17 * sizeof(float);
        using TableCache cache = new(2 * one);
        cache.Put(Part(0), First, tables[0]);
        cache.Put(Part(1), First, tables[1]);
        cache.TryRead(Part(0), First)!.Dispose();
        cache.Put(Part(2), First, tables[2]);
        Assert.Equal([Part(0), Part(2)], cache.Held.Select(held => held.Partition).OrderBy(part => part.Index));
        Assert.Equal(2 * one, cache.HeldBytes);
        Assert.Throws<ObjectDisposedException>(() => tables[1].Values.Address);
    }

    [Fact]
    public void A_table_beyond_the_whole_budget_is_not_kept()
    {
        using TableCache cache = new(100);
        EmbeddingTable table = new(10, 16);
        cache.Put(Part(0), First, table);
        Assert.Equal(0, cache.HeldBytes);
        Assert.Throws<ObjectDisposedException>(() => table.Values.Address);
    }

    [Fact]
    public void What_is_read_is_neither_lent_nor_freed_before_the_end()
    {
        using TableCache cache = new(10 * 17 * sizeof(float));
        EmbeddingTable table = new(10, 16);
        cache.Put(Part(0), First, table);
        TableReading reading = cache.TryRead(Part(0), First)!;
        Assert.Null(cache.TryTake(Part(0), First, TimeSpan.FromMilliseconds(5)));
        cache.ForgetOlder(Part(0), Second);
        Assert.Empty(cache.Held);
        Assert.NotEqual(0, reading.Table.Values.Address);
        reading.Dispose();
        Assert.Throws<ObjectDisposedException>(() => table.Values.Address);
        Assert.Equal(0, cache.HeldBytes);
    }

    [Fact]
    public async Task A_taker_waits_for_readers_and_lets_no_new_one_in()
    {
        using TableCache cache = new(1 << 20);
        using EmbeddingTable table = new(10, 16);
        cache.Put(Part(0), First, table);
        TableReading reading = cache.TryRead(Part(0), First)!;
        Task<EmbeddingTable?> taking = Task.Run(() => cache.TryTake(Part(0), First, Wait));
        Assert.True(SpinWait.SpinUntil(() => cache.Held.Count == 0, Wait), "the taker does not come");
        Assert.Null(cache.TryRead(Part(0), First));
        Assert.False(taking.IsCompleted);
        reading.Dispose();
        Assert.Same(table, await taking.WaitAsync(Wait));
    }

    [Fact]
    public void Tables_pass_between_threads_without_a_loss_or_a_table_in_two_hands()
    {
        const int Parts = 6;
        using TableCache cache = new(long.MaxValue);
        for (int part = 0; part < Parts; part++)
        {
            cache.Put(Part(part), First, new EmbeddingTable(4, 16));
        }

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < 2000; i++)
            {
                PartitionId part = Part(random.Next(Parts));
                if (thread % 2 == 0)
                {
                    // Nobody else may have it: a plain increment is exact.
                    if (cache.TryTake(part, First, TimeSpan.FromSeconds(5)) is { } table)
                    {
                        table.Values[0]++;
                        table.Values[1] = table.Values[0];
                        cache.Put(part, First, table);
                    }
                }
                else
                {
                    using TableReading? reading = cache.TryRead(part, First);
                    Assert.Equal(reading?.Table.Values[0], reading?.Table.Values[1]);
                }
            }
        });
        Assert.Equal(Parts, cache.Held.Count);
    }

    private static PartitionId Part(int index) => new("item", index);
}
