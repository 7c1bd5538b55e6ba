using System.Buffers.Binary;
using System.Security.Cryptography;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Tables;

/// <summary>Sends this node's cached tables to nodes that show a ticket.</summary>
/// <remarks>
/// Frames go straight from the table's memory to the socket; a reader that is slow fills the socket and makes only its
/// own thread wait. Any thread.
/// </remarks>
internal sealed class TableServer : IPlaneService
{
    private const int TicketBytes = 16;
    private const int ShapeBytes = 24;

    private readonly DataPlaneSettings _settings;
    private readonly TableCache _cache;
    private readonly TicketBook _tickets;
    private int _port;

    /// <summary>Serves a cache.</summary>
    /// <param name="settings">Frame length and times.</param>
    /// <param name="cache">Whose tables are sent.</param>
    /// <param name="clock">Measures tickets' lifetimes.</param>
    public TableServer(DataPlaneSettings settings, TableCache cache, TimeProvider clock)
    {
        _settings = settings;
        _cache = cache;
        _tickets = new TicketBook(clock);
    }

    /// <inheritdoc/>
    public FrameKind Opening => FrameKind.Fetch;

    /// <summary>Says where the listener is, which tickets name; once, before the first ticket.</summary>
    public void ListensOn(int port) => _port = port;

    /// <summary>Makes a ticket for a table in the cache.</summary>
    /// <param name="partition">What it is for.</param>
    /// <param name="generation">The generation that the table must have.</param>
    /// <param name="lifetime">Time to its first use. The table may leave the cache before.</param>
    /// <returns>The ticket, or none when the table is not here.</returns>
    public TransferTicket? Issue(PartitionId partition, Generation generation, TimeSpan lifetime)
    {
        using TableReading? reading = _cache.TryRead(partition, generation);
        if (reading is null)
        {
            return null;
        }

        return new TransferTicket(
            _tickets.Add(partition, generation, lifetime),
            _settings.AdvertisedHost,
            _port,
            partition,
            generation,
            reading.Table.RowCount,
            reading.Table.Dim,
            new TableBytes(reading.Table).Length);
    }

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != TicketBytes)
        {
            throw new PlaneException($"a ticket has {TicketBytes} bytes and not {payload.Length}");
        }

        Guid id = new(payload);
        (PartitionId partition, Generation generation, TransferRefusal refusal) = _tickets.Present(id);
        if (refusal != TransferRefusal.None)
        {
            connection.Refuse(refusal, $"ticket {id}: {refusal}");
            return;
        }

        using TableReading? reading = _cache.TryRead(partition, generation);
        if (reading is null)
        {
            connection.Refuse(TransferRefusal.Gone, $"{partition} {generation} is no longer in this node's memory");
            return;
        }

        try
        {
            Send(connection, reading, opening.Position);
            _tickets.Used(id);
        }
        catch
        {
            _tickets.Interrupted(id);
            throw;
        }
    }

    private void Send(PlaneConnection connection, TableReading reading, long from)
    {
        TableBytes bytes = new(reading.Table);
        if (from < 0 || from > bytes.Length || from % sizeof(float) != 0)
        {
            throw new PlaneException($"a transfer of {bytes.Length} bytes cannot go on at {from}");
        }

        Span<byte> shape = stackalloc byte[ShapeBytes];
        BinaryPrimitives.WriteInt64LittleEndian(shape, reading.Table.RowCount);
        BinaryPrimitives.WriteInt32LittleEndian(shape[8..], reading.Table.Dim);
        BinaryPrimitives.WriteInt32LittleEndian(shape[12..], reading.Table.Stride);
        BinaryPrimitives.WriteInt64LittleEndian(shape[16..], bytes.Length);
        connection.Send(FrameKind.Table, shape);
        for (long at = from; at < bytes.Length;)
        {
            Span<byte> piece = bytes.At(at, _settings.FrameBytes);
            connection.Allow(_settings.FrameTimeout, "a frame");
            if (at + piece.Length < bytes.Length)
            {
                connection.SendAhead(FrameKind.Bytes, piece, at);
            }
            else
            {
                connection.Send(FrameKind.Bytes, piece, at);
            }

            at += piece.Length;
        }

        connection.Allow(_settings.FrameTimeout, "the confirmation");
        connection.Receive(FrameKind.Received, []);
    }
}

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
