using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;

namespace BigGraphActors.Tests.Cluster.Parameters;

public sealed class ParameterLayoutTests
{
    [Fact]
    public void Slices_cover_every_array_once_and_keep_counts_apart()
    {
        ModelPlan plan = ParameterBed.MakePlan(10);
        ParameterLayout layout = ParameterLayout.Of(plan, ["tag"], 64);
        long at = 0;
        foreach (ParameterSlice slice in layout.Slices)
        {
            Assert.Equal(at, slice.Start);
            Assert.InRange(slice.Length, 1, 64);
            Assert.Equal(slice.Start >= layout.ValueLength, slice.IsCount);
            at += slice.Length;
        }

        Assert.Equal(layout.Length, at);

        // translation 10, affine 100 + 10, global 10 and 7, each with sums; 33 rows of 7 and their sums.
        Assert.Equal((2 * (10 + 110 + 17)) + (33 * 8), layout.ValueLength);
        Assert.Equal(2 * 4, layout.Length - layout.ValueLength);
    }

    [Fact]
    public void Every_node_derives_the_same_and_another_model_another()
    {
        ulong id = Id(10, ["tag"], 64);
        Assert.Equal(id, Id(10, ["tag"], 64));
        Assert.NotEqual(id, Id(12, ["tag"], 64));
        Assert.NotEqual(id, Id(10, [], 64));
        Assert.NotEqual(id, Id(10, ["tag"], 66));
    }

    [Fact]
    public void A_partitioned_type_cannot_be_shared() =>
        Assert.Throws<ArgumentException>(() => Id(10, ["user"], 64));

    private static ulong Id(int dim, string[] shared, int sliceLength) =>
        ParameterLayout.Of(ParameterBed.MakePlan(dim), shared, sliceLength).Id;
}
