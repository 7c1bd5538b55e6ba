using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Engine.Training;

public class HeadStartTests
{
    [Fact]
    public void Threads_wait_until_as_many_edges_are_trained_as_new_tables_have_rows()
    {
        using TinyGraph graph = new();
        using EmbeddingTable table = new(120, 20);
        using HeadStart start = HeadStart.For(PlanReader.Read(graph.Settings), Bind(table));
        using CancellationTokenSource stop = new();
        stop.Cancel();
        start.Advance(119);
        Assert.Throws<OperationCanceledException>(() => start.Wait(stop.Token));
        start.Advance(1);
        Assert.True(IsOver(start));
    }

    [Fact]
    public void Threads_wait_no_longer_than_for_the_share_of_the_first()
    {
        using TinyGraph graph = new();
        using EmbeddingTable table = new(120, 20);
        using HeadStart start = HeadStart.For(PlanReader.Read(graph.Settings), Bind(table), share: 30);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        start.Advance(29);
        Assert.Throws<OperationCanceledException>(() => start.Wait(stop.Token));
        start.Advance(1);
        Assert.True(IsOver(start));
    }

    [Fact]
    public void Tables_that_were_trained_before_need_no_head_start()
    {
        using TinyGraph graph = new();
        using EmbeddingTable table = new(120, 20);
        table.RowSums.AsSpan()[..70].Fill(1f);
        using HeadStart start = HeadStart.For(PlanReader.Read(graph.Settings), Bind(table));
        Assert.True(IsOver(start));
    }

    // A wait that ends at once; one that does not fails the test instead of stopping it.
    private static bool IsOver(HeadStart start) =>
        Task.Run(() => start.Wait(CancellationToken.None)).Wait(TimeSpan.FromSeconds(30));

    private static BucketTables Bind(EmbeddingTable table) => new(
        new Bucket(0, 0), new Dictionary<PartitionId, EmbeddingTable> { [new PartitionId("node", 0)] = table });
}
