using BigGraphActors.Engine.Batching;

namespace BigGraphActors.Tests.Engine.Batching;

public class BatchCursorTests
{
    [Fact]
    public void Consecutive_batches_keep_the_order_and_end_with_the_rest()
    {
        BatchCursor cursor = BatchCursor.Consecutive(new[] { 5, 3, 9, 1, 7 }, 2);
        Assert.Equal([5, 3], cursor.Next(_ => 0).ToArray());
        Assert.Equal([9, 1], cursor.Next(_ => 0).ToArray());
        Assert.Equal([7], cursor.Next(_ => 0).ToArray());
        Assert.True(cursor.Next(_ => 0).IsEmpty);
    }

    [Fact]
    public void Grouped_batches_hold_one_relation_and_keep_each_group_in_order()
    {
        int[] relations = [1, 0, 0, 1, 2, 2, 0, 0, 2, 2];
        int[] edges = [.. Enumerable.Range(0, 10)];
        Random random = new(3);
        BatchCursor cursor = BatchCursor.ByRelation(edges, relations, 3, 3);
        Dictionary<int, List<int>> groups = [];
        while (cursor.Next(random.NextInt64) is { IsEmpty: false } batch)
        {
            Assert.InRange(batch.Length, 1, 3);
            int relation = relations[batch[0]];
            Assert.All(batch.ToArray(), edge => Assert.Equal(relation, relations[edge]));
            groups.TryAdd(relation, []);
            groups[relation].AddRange(batch.ToArray());
        }

        Assert.Equal([1, 2, 6, 7], groups[0]);
        Assert.Equal([0, 3], groups[1]);
        Assert.Equal([4, 5, 8, 9], groups[2]);
    }

    [Fact]
    public void A_group_is_chosen_in_proportion_to_what_is_left_in_it()
    {
        int[] relations = [.. Enumerable.Repeat(0, 900), .. Enumerable.Repeat(1, 100)];
        int[] edges = [.. Enumerable.Range(0, 1000)];
        Random random = new(11);
        int rare = 0;
        for (int run = 0; run < 2000; run++)
        {
            ReadOnlySpan<int> first = BatchCursor.ByRelation(edges, relations, 2, 10).Next(random.NextInt64);
            rare += relations[first[0]];
        }

        Assert.InRange(rare, 150, 250);
    }

    [Fact]
    public void Relations_without_edges_get_no_batch()
    {
        int[] relations = [4, 4];
        BatchCursor cursor = BatchCursor.ByRelation(new[] { 0, 1 }, relations, 20_000, 1000);
        Assert.Equal(2, cursor.Next(_ => 0).Length);
        Assert.True(cursor.Next(_ => 0).IsEmpty);
    }
}
