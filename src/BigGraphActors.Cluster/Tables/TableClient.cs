using System.Buffers.Binary;
using System.Runtime.InteropServices;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Tables;

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
        TableBytes bytes = new(destination);
        ResumedTransfer transfer = new(settings, onProgress);
        if (destination.RowCount != ticket.RowCount || destination.Dim != ticket.Dim
            || ticket.ByteLength != bytes.Length)
        {
            return transfer.Report(TransferRefusal.Shape,
                $"the ticket is for {ticket.RowCount} x {ticket.Dim}, the table is "
                + $"{destination.RowCount} x {destination.Dim}");
        }

        return transfer.Run(() => Attempt(ticket, bytes, transfer, stop), stop);
    }

    private void Attempt(
        TransferTicket ticket, TableBytes destination, ResumedTransfer transfer, CancellationToken stop)
    {
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
            || BinaryPrimitives.ReadInt64LittleEndian(shape[16..]) != destination.Length)
        {
            throw new PlaneRefusedException(TransferRefusal.Shape, "the holder's table has another shape");
        }

        while (transfer.Whole < destination.Length)
        {
            connection.Allow(settings.FrameTimeout, "a frame");
            ReceiveFrame(connection, destination, transfer);
        }

        connection.Allow(settings.FrameTimeout, "the confirmation");
        connection.Send(FrameKind.Received, []);
    }

    private static void ReceiveFrame(PlaneConnection connection, TableBytes destination, ResumedTransfer transfer)
    {
        FrameHeader header = connection.ReceiveHeader();
        if (header.Kind != FrameKind.Bytes || header.Position != transfer.Whole
            || header.Length is 0 or > MaxFrameBytes || header.Length % sizeof(float) != 0)
        {
            throw new PlaneException(
                $"a frame of kind {(uint)header.Kind}, {header.Length} bytes, at {header.Position} came where bytes "
                + $"at {transfer.Whole} are due");
        }

        Span<byte> piece = destination.At(header.Position, header.Length);
        if (piece.Length != header.Length)
        {
            throw new PlaneException($"a frame of {header.Length} bytes at {header.Position} exceeds the table's part");
        }

        connection.ReceivePayload(piece);
        transfer.Advance(transfer.Whole + header.Length);
    }
}

/// <summary>A table as the bytes that cross the wire: all rows with their padding, then all row sums.</summary>
/// <remarks>
/// Little-endian float32, as it lies in memory: nothing is copied or converted. A frame never holds both parts.
/// </remarks>
/// <param name="table">Stays its owner's.</param>
internal readonly struct TableBytes(EmbeddingTable table)
{
    private long ValueBytes => table.Values.Length * sizeof(float);

    /// <summary>Bytes of both parts.</summary>
    public long Length => ValueBytes + (table.RowSums.Length * sizeof(float));

    /// <summary>Bytes of a table with so many rows and elements.</summary>
    public static long LengthOf(long rowCount, int dim) =>
        rowCount * (EmbeddingTable.StrideFor(dim) + 1L) * sizeof(float);

    /// <summary>The next piece.</summary>
    /// <param name="offset">From the start; a multiple of 4.</param>
    /// <param name="most">At most so many bytes; a multiple of 4.</param>
    public Span<byte> At(long offset, int most)
    {
        bool isValues = offset < ValueBytes;
        NativeBuffer<float> part = isValues ? table.Values : table.RowSums;
        long first = (isValues ? offset : offset - ValueBytes) / sizeof(float);
        int count = (int)Math.Min(most / sizeof(float), part.Length - first);
        return MemoryMarshal.AsBytes(part.AsSpan(first, count));
    }
}
