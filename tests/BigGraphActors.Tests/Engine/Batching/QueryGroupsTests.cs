using BigGraphActors.Engine.Batching;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Batching;

public sealed class QueryGroupsTests : IDisposable
{
    private const int Edges = 101;

    /// <summary>All edges but the last ask the same right-hand question.</summary>
    private readonly EdgeSlice _slice = new(Edges, false);

    public QueryGroupsTests()
    {
        for (int edge = 0; edge < Edges; edge++)
        {
            _slice.Lhs.AsSpan()[edge] = edge / (Edges - 1);
            _slice.Rhs.AsSpan()[edge] = edge;
        }
    }

    public void Dispose() => _slice.Dispose();

    [Fact]
    public void Edges_that_ask_the_same_are_one_group_without_a_limit()
    {
        QueryGroups groups = Group(null, seed: 1);

        Assert.Equal(2, groups.Count);
        Assert.Equal([1, Edges - 1], SizesOf(groups).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_limit_spreads_the_edges_of_a_query_and_keeps_every_one(int limit)
    {
        QueryGroups groups = Group(limit, seed: 1);

        Assert.Equal((Edges - 2 + limit) / limit + 1, groups.Count);
        Assert.All(SizesOf(groups), size => Assert.InRange(size, 1, limit));
        Assert.Equal(
            Enumerable.Range(0, Edges),
            Enumerable.Range(0, groups.Count).SelectMany(group => groups.EdgesOf(group).ToArray()).Order());
        for (int group = 0; group < groups.Count; group++)
        {
            ReadOnlySpan<int> edges = groups.EdgesOf(group);
            Assert.True(!edges.Contains(Edges - 1) || edges.Length == 1, "edges of two queries in one group");
        }
    }

    [Fact]
    public void Which_edges_go_together_is_drawn_anew()
    {
        Assert.Equal(WithFirst(seed: 1), WithFirst(seed: 1));
        Assert.NotEqual(WithFirst(seed: 1), WithFirst(seed: 2));

        int[] WithFirst(ulong seed)
        {
            QueryGroups groups = Group(10, seed);
            return
            [
                .. Enumerable.Range(0, groups.Count).Select(group => groups.EdgesOf(group).ToArray())
                    .Single(edges => edges.Contains(0)).Order(),
            ];
        }
    }

    private QueryGroups Group(int? limit, ulong seed) =>
        new(_slice, [.. Enumerable.Range(0, Edges)], Side.Rhs, new RandomStream(seed, 1), limit);

    private static IEnumerable<int> SizesOf(QueryGroups groups) =>
        Enumerable.Range(0, groups.Count).Select(group => groups.EdgesOf(group).Length);
}
