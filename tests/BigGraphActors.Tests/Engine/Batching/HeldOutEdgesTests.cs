using BigGraphActors.Engine.Batching;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Engine.Batching;

public class HeldOutEdgesTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, new[] { 33, 60, 6, 13, 89, 52, 43, 16, 55, 96 })]
    [InlineData(0, 0, 1, 2, new[] { 83, 95, 93, 66, 12, 40, 31, 50, 95, 58 })]
    [InlineData(1, 3, 0, 5, new[] { 48, 101, 52, 57, 86, 27, 43, 19, 89, 41 })]
    public void The_edges_held_out_are_those_that_pbg_holds_out(int path, int slice, int lhs, int rhs, int[] expected)
    {
        int[] drawn = HeldOutEdges.Draw(102, 0.1, new HeldOutSeed(path, slice, new Bucket(lhs, rhs)));
        Assert.Equal(expected, drawn);
    }

    [Fact]
    public void Nothing_is_held_out_of_a_slice_too_small_for_the_fraction() =>
        Assert.Empty(HeldOutEdges.Draw(19, 0.05, default));

    [Fact]
    public void Held_out_edges_are_replaced_by_the_last_ones()
    {
        int[] left = HeldOutEdges.Remaining(6, [1, 3]);
        Assert.Equal([0, 4, 2, 5], left);
    }

    [Fact]
    public void Without_held_out_edges_all_are_trained_on() =>
        Assert.Equal([0, 1, 2], HeldOutEdges.Remaining(3, []));
}
