using BigGraphActors.Engine.Batching;

namespace BigGraphActors.Tests.Engine.Batching;

public sealed class BatchSharesTests
{
    [Fact]
    public void One_thread_gets_the_batches_of_its_cursor()
    {
        int[] edges = [.. Enumerable.Range(0, 10)];
        BatchShares shares = new(edges, 1, share => BatchCursor.Consecutive(share, 4));
        Assert.Equal([0, 1, 2, 3], shares.Next(0, _ => 0).ToArray());
        Assert.Equal([4, 5, 6, 7], shares.Next(0, _ => 0).ToArray());
        Assert.Equal([8, 9], shares.Next(0, _ => 0).ToArray());
        Assert.True(shares.Next(0, _ => 0).IsEmpty);
    }

    [Fact]
    public void A_thread_that_is_done_takes_from_the_fullest_share()
    {
        int[] edges = [.. Enumerable.Range(0, 12)];
        BatchShares shares = new(edges, 3, share => BatchCursor.Consecutive(share, 2));
        shares.Next(1, _ => 0);
        Assert.Equal([0, 1], shares.Next(0, _ => 0).ToArray());
        Assert.Equal([2, 3], shares.Next(0, _ => 0).ToArray());
        Assert.Equal([8, 9], shares.Next(0, _ => 0).ToArray());
    }

    [Fact]
    public void Threads_that_take_at_once_train_every_edge_once()
    {
        int[] edges = [.. Enumerable.Range(0, 30_011)];
        int[] relations = [.. edges.Select(edge => edge % 7)];
        BatchShares shares = new(edges, 4, share => BatchCursor.ByRelation(share.Span, relations, 7, 5));
        int[] trained = new int[edges.Length];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            Random random = new(thread);
            while (shares.Next(thread, random.NextInt64) is { IsEmpty: false } batch)
            {
                foreach (int edge in batch.Span)
                {
                    Interlocked.Increment(ref trained[edge]);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(trained, times => Assert.Equal(1, times));
    }

    [Fact]
    public void More_threads_than_edges_leave_some_without_a_share()
    {
        BatchShares shares = new(new[] { 3, 4 }, 5, share => BatchCursor.Consecutive(share, 10));
        Assert.Equal([3], shares.Next(4, _ => 0).ToArray());
        Assert.Equal([4], shares.Next(4, _ => 0).ToArray());
        Assert.True(shares.Next(0, _ => 0).IsEmpty);
    }
}
