using System.Buffers.Binary;
using System.Diagnostics;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Fetches tables from other nodes' memory into this one's.</summary>
/// <remarks>
/// Frames go from the socket straight into the table's memory, are verified there, and a broken connection is taken up
/// behind the last one that was whole. Any thread; each transfer has a connection of its own.
/// </remarks>
/// <param name="settings">Secret, certificate, times and attempts.</param>
internal sealed class TableClient(DataPlaneSettings settings)
{
    private const int ShapeBytes = 24;

    /// <summary>The largest frame that a server's settings allow.</summary>
    private const int MaxFrameBytes = 1 << 24;

    /// <summary>Fetches on a thread of the transfer's own; see <see cref="Fetch"/>.</summary>
    public Task<TransferReport> FetchAsync(
        TransferTicket ticket, EmbeddingTable destination, Action<long>? onProgress, CancellationToken stop) =>
        Task.Factory.StartNew(
            () => Fetch(ticket, destination, onProgress, stop),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    /// <summary>Fetches the table that a ticket is for; the caller's thread waits.</summary>
    /// <param name="ticket">From <see cref="TableServer.Issue"/> of the other node.</param>
    /// <param name="destination">Of the ticket's shape; stays the caller's. It is not to be read unless the report says
    /// that it is whole.</param>
    /// <param name="onProgress">Told the bytes that are whole, after each frame; or none.</param>
    /// <param name="stop">Ends the transfer.</param>
    /// <returns>What it came to; trouble with the other node is a value and no exception.</returns>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    public TransferReport Fetch(
        TransferTicket ticket, EmbeddingTable destination, Action<long>? onProgress, CancellationToken stop)
    {
        Transfer transfer = new(ticket, new TableBytes(destination), onProgress);
        if (destination.RowCount != ticket.RowCount || destination.Dim != ticket.Dim
            || ticket.ByteLength != transfer.Destination.Length)
        {
            return transfer.Report(TransferRefusal.Shape,
                $"the ticket is for {ticket.RowCount} x {ticket.Dim}, the table is "
                + $"{destination.RowCount} x {destination.Dim}");
        }

        int attempt = 0;
        while (true)
        {
            long before = transfer.Whole;
            try
            {
                Attempt(transfer, stop);
                return transfer.Report(TransferRefusal.None, "");
            }
            catch (PlaneRefusedException refused)
            {
                return transfer.Report(refused.Refusal, refused.Message);
            }
            catch (IOException broken)
            {
                stop.ThrowIfCancellationRequested();
                attempt = transfer.Whole > before ? 1 : attempt + 1;
                if (attempt >= settings.Attempts)
                {
                    return transfer.Report(TransferRefusal.Unreachable, broken.Message);
                }

                transfer.Resumes++;
                if (stop.WaitHandle.WaitOne(settings.RetryDelay * (1 << (attempt - 1))))
                {
                    stop.ThrowIfCancellationRequested();
                }
            }
        }
    }

    private void Attempt(Transfer transfer, CancellationToken stop)
    {
        TransferTicket ticket = transfer.Ticket;
        using PlaneConnection connection = PlaneConnection.Dial(ticket.Host, ticket.Port, settings, stop);
        using CancellationTokenRegistration abort =
            stop.UnsafeRegister(static it => ((PlaneConnection)it!).Abort(), connection);
        connection.Allow(settings.FrameTimeout, "the answer to a ticket");
        Span<byte> id = stackalloc byte[16];
        ticket.Id.TryWriteBytes(id);
        connection.Send(FrameKind.Fetch, id, transfer.Whole);
        Span<byte> shape = stackalloc byte[ShapeBytes];
        connection.Receive(FrameKind.Table, shape);
        if (BinaryPrimitives.ReadInt64LittleEndian(shape) != ticket.RowCount
            || BinaryPrimitives.ReadInt32LittleEndian(shape[8..]) != ticket.Dim
            || BinaryPrimitives.ReadInt64LittleEndian(shape[16..]) != transfer.Destination.Length)
        {
            throw new PlaneRefusedException(TransferRefusal.Shape, "the holder's table has another shape");
        }

        while (transfer.Whole < transfer.Destination.Length)
        {
            connection.Allow(settings.FrameTimeout, "a frame");
            ReceiveFrame(connection, transfer);
        }

        connection.Allow(settings.FrameTimeout, "the confirmation");
        connection.Send(FrameKind.Received, []);
    }

    private static void ReceiveFrame(PlaneConnection connection, Transfer transfer)
    {
        FrameHeader header = connection.ReceiveHeader();
        if (header.Kind != FrameKind.Bytes || header.Position != transfer.Whole
            || header.Length is 0 or > MaxFrameBytes || header.Length % sizeof(float) != 0)
        {
            throw new PlaneException(
                $"a frame of kind {(uint)header.Kind}, {header.Length} bytes, at {header.Position} came where bytes "
                + $"at {transfer.Whole} are due");
        }

        Span<byte> destination = transfer.Destination.At(header.Position, header.Length);
        if (destination.Length != header.Length)
        {
            throw new PlaneException($"a frame of {header.Length} bytes at {header.Position} exceeds the table's part");
        }

        connection.ReceivePayload(destination);
        transfer.Whole += header.Length;
        transfer.OnProgress?.Invoke(transfer.Whole);
    }

    /// <summary>How far a transfer has come, over all its connections.</summary>
    private sealed class Transfer(TransferTicket ticket, TableBytes destination, Action<long>? onProgress)
    {
        private readonly long _startedAt = Stopwatch.GetTimestamp();

        public TransferTicket Ticket { get; } = ticket;

        public TableBytes Destination { get; } = destination;

        public Action<long>? OnProgress { get; } = onProgress;

        /// <summary>Bytes that arrived in whole and right frames.</summary>
        public long Whole { get; set; }

        public int Resumes { get; set; }

        public TransferReport Report(TransferRefusal refusal, string detail) =>
            new(refusal, detail, Whole, Resumes, Stopwatch.GetElapsedTime(_startedAt));
    }
}
