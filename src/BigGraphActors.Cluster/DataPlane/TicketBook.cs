using System.Security.Cryptography;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>The tickets that a node has made, and what became of them.</summary>
/// <remarks>Any thread. Tickets that are out of time leave the book when further ones are made.</remarks>
internal sealed class TicketBook(TimeProvider clock)
{
    private readonly object _gate = new();
    private readonly Dictionary<Guid, Page> _pages = [];

    /// <summary>Makes a ticket's number.</summary>
    /// <param name="partition">What it is for.</param>
    /// <param name="generation">The generation that the ticket gives access to.</param>
    /// <param name="lifetime">From now to its first use, and from a broken connection to the next.</param>
    public Guid Add(PartitionId partition, Generation generation, TimeSpan lifetime)
    {
        Guid id = new(RandomNumberGenerator.GetBytes(16));
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            foreach ((Guid old, Page page) in _pages.Where(pair => pair.Value.ForgetAt < now).ToList())
            {
                _ = page;
                _pages.Remove(old);
            }

            _pages.Add(id, new Page(partition, generation, lifetime) { UsableUntil = now + lifetime });
        }

        return id;
    }

    /// <summary>Begins or takes up the transfer that a ticket allows.</summary>
    /// <returns>What it is for, or why not.</returns>
    public (PartitionId Partition, Generation Generation, TransferRefusal Refusal) Present(Guid id)
    {
        lock (_gate)
        {
            if (!_pages.TryGetValue(id, out Page? page))
            {
                return (default, default, TransferRefusal.UnknownTicket);
            }

            DateTimeOffset now = clock.GetUtcNow();
            if (page.IsUsed || now > page.UsableUntil)
            {
                return (default, default, page.IsUsed ? TransferRefusal.Used : TransferRefusal.Expired);
            }

            // A side that lost its connection may come again before the other has noticed.
            page.UsableUntil = now + page.Lifetime;
            return (page.Partition, page.Generation, TransferRefusal.None);
        }
    }

    /// <summary>Notes that the connection broke: the ticket's time runs from now.</summary>
    public void Interrupted(Guid id)
    {
        lock (_gate)
        {
            if (_pages.TryGetValue(id, out Page? page))
            {
                page.UsableUntil = clock.GetUtcNow() + page.Lifetime;
            }
        }
    }

    /// <summary>Notes that the table has arrived: the ticket is worth nothing now.</summary>
    public void Used(Guid id)
    {
        lock (_gate)
        {
            if (_pages.TryGetValue(id, out Page? page))
            {
                page.IsUsed = true;
            }
        }
    }

    private sealed class Page(PartitionId partition, Generation generation, TimeSpan lifetime)
    {
        public PartitionId Partition { get; } = partition;

        public Generation Generation { get; } = generation;

        public TimeSpan Lifetime { get; } = lifetime;

        public DateTimeOffset UsableUntil { get; set; }

        public bool IsUsed { get; set; }

        /// <summary>Kept a while longer, to be able to say what became of it.</summary>
        public DateTimeOffset ForgetAt => UsableUntil + TimeSpan.FromMinutes(10);
    }
}
