using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class PartitionCutTests
{
    [Theory]
    [InlineData(23, 2, new[] { 12, 11 })]
    [InlineData(10, 4, new[] { 3, 2, 3, 2 })]
    [InlineData(1, 3, new[] { 1, 0, 0 })]
    [InlineData(0, 2, new[] { 0, 0 })]
    public void Sizes_are_those_of_the_reference(int count, int partitions, int[] sizes)
    {
        PartitionCut cut = new(count, partitions);

        Assert.Equal(sizes, Enumerable.Range(0, partitions).Select(cut.SizeOf));
    }

    [Fact]
    public void Start_and_index_formulas_agree_where_floating_point_does_not()
    {
        for (int partitions = 1; partitions <= 40; partitions++)
        {
            for (int count = 0; count <= 200; count++)
            {
                PartitionCut cut = new(count, partitions);
                Assert.Equal(count, cut.StartOf(partitions));
                for (int i = 0; i < count; i++)
                {
                    int partition = (int)((long)i * partitions / count);
                    Assert.InRange(i, cut.StartOf(partition), cut.StartOf(partition + 1) - 1);
                }
            }
        }
    }

    [Fact]
    public void A_partition_of_a_huge_type_does_not_overflow() =>
        Assert.Equal(1_000_000_000, new PartitionCut(1_000_000_000_000, 1000).SizeOf(999));
}
