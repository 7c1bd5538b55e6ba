using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class TableTransferTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5, 16)]
    [InlineData(1023, 100)]
    [InlineData(5000, 33)]
    public void A_table_arrives_as_it_was_sent(long rowCount, int dim)
    {
        using PlaneNode node = new();
        TransferTicket ticket = node.Offer(rowCount, dim);
        using EmbeddingTable table = new(rowCount, dim);
        List<long> progress = [];

        TransferReport report = new TableClient(node.Settings).Fetch(ticket, table, progress.Add, default);

        Assert.True(report.IsWhole, report.Detail);
        Assert.Equal(0, report.Resumes);
        Assert.Equal(ticket.ByteLength, report.Bytes);
        using EmbeddingTable expected = PlaneNode.Numbered(rowCount, dim);
        PlaneNode.AssertEqual(expected, table);
        Assert.Equal(progress.Order(), progress);
        Assert.Equal(rowCount > 0 ? ticket.ByteLength : 0, progress.LastOrDefault());
    }

    [Fact]
    public async Task Many_tables_are_fetched_at_once()
    {
        using PlaneNode node = new();
        node.Cache.Put(PlaneNode.Part, PlaneNode.First, PlaneNode.Numbered(2000, 64));
        TableClient client = new(node.Settings);
        TransferTicket[] tickets =
        [
            .. Enumerable.Range(0, 8).Select(_ => node.Tables.Issue(
                PlaneNode.Part, PlaneNode.First, TimeSpan.FromMinutes(1))!),
        ];
        EmbeddingTable[] tables = [.. tickets.Select(_ => new EmbeddingTable(2000, 64))];
        TransferReport[] reports = await Task.WhenAll(
            tickets.Zip(tables, (ticket, table) => client.FetchAsync(ticket, table, null, default)));
        using EmbeddingTable expected = PlaneNode.Numbered(2000, 64);
        Assert.All(reports, report => Assert.True(report.IsWhole, report.Detail));
        Assert.All(tables, table => PlaneNode.AssertEqual(expected, table));
        Array.ForEach(tables, table => table.Dispose());
    }

    [Fact]
    public void A_broken_connection_is_taken_up_behind_the_last_whole_frame()
    {
        using PlaneNode node = new();
        Random random = new(20261121);
        using FaultyProxy proxy = new(
            node.Server.Port, number => number < 12 ? new ConnectionFault(random.Next(1, 400_000), -1) : new());
        TransferTicket ticket = node.Offer(8000, 100) with { Port = proxy.Port };
        using EmbeddingTable table = new(8000, 100);

        TransferReport report = new TableClient(node.Settings with { Attempts = 20 }).Fetch(ticket, table, null, default);

        Assert.True(report.IsWhole, report.Detail);
        Assert.True(report.Resumes >= 5, $"only {report.Resumes} resumptions: the proxy did not cut");
        using EmbeddingTable expected = PlaneNode.Numbered(8000, 100);
        PlaneNode.AssertEqual(expected, table);
        long again = proxy.Moved - ticket.ByteLength;
        long allowed = (report.Resumes + 1) * (node.Settings.FrameBytes + 4096L);
        Assert.True(again <= allowed, $"{again} bytes were sent again, {allowed} are one frame a break");
    }

    [Fact]
    public void A_damaged_frame_is_noticed_and_sent_again()
    {
        using PlaneNode node = new();
        Random random = new(7);
        using FaultyProxy proxy = new(
            node.Server.Port,
            number => number < 6 ? new ConnectionFault(long.MaxValue, random.Next(100, 300_000)) : new());
        TransferTicket ticket = node.Offer(8000, 100) with { Port = proxy.Port };
        using EmbeddingTable table = new(8000, 100);

        TransferReport report = new TableClient(node.Settings with { Attempts = 20 }).Fetch(ticket, table, null, default);

        Assert.True(report.IsWhole, report.Detail);
        Assert.Equal(6, report.Resumes);
        using EmbeddingTable expected = PlaneNode.Numbered(8000, 100);
        PlaneNode.AssertEqual(expected, table);
    }

    [Fact]
    public void A_node_that_is_not_there_is_a_value_and_no_exception()
    {
        TransferTicket ticket;
        using (PlaneNode node = new())
        {
            ticket = node.Offer(10, 4);
        }

        using EmbeddingTable table = new(10, 4);
        TransferReport report = new TableClient(PlaneNode.Quick with { Attempts = 2 }).Fetch(ticket, table, null, default);
        Assert.Equal(TransferRefusal.Unreachable, report.Refusal);
        Assert.Equal(1, report.Resumes);
    }

    [Fact]
    public void A_table_of_another_shape_is_refused_before_a_byte_is_moved()
    {
        using PlaneNode node = new();
        TransferTicket ticket = node.Offer(10, 4);
        using EmbeddingTable table = new(11, 4);
        TransferReport report = new TableClient(node.Settings).Fetch(ticket, table, null, default);
        Assert.Equal(TransferRefusal.Shape, report.Refusal);
    }

    [Fact]
    public async Task A_transfer_ends_when_its_caller_says_so()
    {
        using PlaneNode node = new();
        TransferTicket ticket = node.Offer(20_000, 100);
        using EmbeddingTable table = new(20_000, 100);
        using CancellationTokenSource stop = new();
        Task<TransferReport> transfer = new TableClient(node.Settings).FetchAsync(
            ticket, table, _ => stop.Cancel(), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transfer);
    }

    [Fact]
    public void A_reader_that_takes_nothing_is_dropped_and_the_table_can_be_lent_again()
    {
        using PlaneNode node = new(PlaneNode.Quick with { FrameTimeout = TimeSpan.FromSeconds(1) });
        TransferTicket ticket = node.Offer(100_000, 100);
        using PlaneConnection slow = PlaneConnection.Dial("127.0.0.1", node.Server.Port, node.Settings, default);
        slow.Allow(TimeSpan.FromSeconds(30), "the test");
        slow.Send(FrameKind.Fetch, ticket.Id.ToByteArray());
        slow.Receive(FrameKind.Table, new byte[24]);

        Assert.Null(node.Cache.TryTake(PlaneNode.Part, PlaneNode.First, TimeSpan.Zero));
        using EmbeddingTable? table = node.Cache.TryTake(PlaneNode.Part, PlaneNode.First, TimeSpan.FromSeconds(20));
        Assert.NotNull(table);
        Assert.Equal(0, node.Cache.HeldBytes);
    }

    [Fact]
    public void No_frame_allocates()
    {
        using PlaneNode node = new();
        using EmbeddingTable table = new(20_000, 128);
        TableClient client = new(node.Settings);
        Assert.True(client.Fetch(node.Offer(20_000, 128), table, null, default).IsWhole);
        long few = Allocated(1000);
        long many = Allocated(20_000);

        // 160 frames against 8; both sides are in this process, and other tests may run beside.
        Assert.True(many - few < 152 * 1024, $"{few} bytes for 8 frames, {many} for 160");

        long Allocated(long rowCount)
        {
            using PlaneNode other = new();
            TransferTicket ticket = other.Offer(rowCount, 128);
            using EmbeddingTable destination = new(rowCount, 128);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(client.Fetch(ticket, destination, null, default).IsWhole);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
