using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class TicketTests
{
    [Fact]
    public void A_ticket_is_used_up_when_the_holder_has_heard_of_the_tables_arrival()
    {
        using PlaneNode node = new();
        TransferTicket ticket = node.Offer(10, 4);
        Assert.Equal(TransferRefusal.None, Fetch(node, ticket));
        TransferRefusal refusal = TransferRefusal.None;
        Assert.True(SpinWait.SpinUntil(
            () => (refusal = Fetch(node, ticket)) != TransferRefusal.None, TimeSpan.FromSeconds(30)));
        Assert.Equal(TransferRefusal.Used, refusal);
        Assert.Equal(TransferRefusal.Used, Fetch(node, ticket));
    }

    [Fact]
    public void A_ticket_ends_with_its_time()
    {
        HandClock clock = new();
        using PlaneNode node = new(clock: clock);
        TransferTicket ticket = node.Offer(10, 4, TimeSpan.FromSeconds(30));
        clock.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(TransferRefusal.Expired, Fetch(node, ticket));
    }

    [Fact]
    public void A_ticket_in_time_is_taken()
    {
        HandClock clock = new();
        using PlaneNode node = new(clock: clock);
        TransferTicket ticket = node.Offer(10, 4, TimeSpan.FromSeconds(30));
        clock.Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(TransferRefusal.None, Fetch(node, ticket));
    }

    [Fact]
    public void A_ticket_that_nobody_made_is_refused()
    {
        using PlaneNode node = new();
        TransferTicket ticket = node.Offer(10, 4) with { Id = Guid.NewGuid() };
        Assert.Equal(TransferRefusal.UnknownTicket, Fetch(node, ticket));
    }

    [Fact]
    public void A_ticket_for_a_table_that_was_lent_meanwhile_is_refused()
    {
        using PlaneNode node = new();
        TransferTicket ticket = node.Offer(10, 4);
        using EmbeddingTable? lent = node.Cache.TryTake(PlaneNode.Part, PlaneNode.First, TimeSpan.Zero);
        Assert.NotNull(lent);
        Assert.Equal(TransferRefusal.Gone, Fetch(node, ticket));
        Assert.Null(node.Tables.Issue(PlaneNode.Part, PlaneNode.First, TimeSpan.FromMinutes(1)));
    }

    private static TransferRefusal Fetch(PlaneNode node, TransferTicket ticket)
    {
        using EmbeddingTable table = new(10, 4);
        return new TableClient(node.Settings).Fetch(ticket, table, null, default).Refusal;
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time) => _now += time;
    }
}
