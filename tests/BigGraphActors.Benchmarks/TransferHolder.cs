using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Benchmarks;

/// <summary>The process that has the table: sends it through the data plane, or through a bare socket.</summary>
internal static class TransferHolder
{
    private static readonly PartitionId Part = new("node", 0);
    private static readonly Generation First = new(0, 1);

    /// <summary>Settings that both processes use.</summary>
    /// <param name="frameBytes">Payload of a frame.</param>
    public static DataPlaneSettings Settings(int frameBytes) => new() { Secret = "bench", FrameBytes = frameBytes };

    /// <summary>Answers lines of the other process until its input ends.</summary>
    public static int Execute(string[] args, TextReader input, TextWriter output)
    {
        int at = Array.IndexOf(args, "--transfer-holder");
        long rows = long.Parse(args[at + 1], CultureInfo.InvariantCulture);
        int dim = int.Parse(args[at + 2], CultureInfo.InvariantCulture);
        DataPlaneSettings settings = Settings(int.Parse(args[at + 3], CultureInfo.InvariantCulture));
        using EmbeddingTable bare = Filled(rows, dim);
        using TableCache cache = new(long.MaxValue);
        cache.Put(Part, First, Filled(rows, dim));
        TableServer tables = new(settings, cache, TimeProvider.System);
        using DataPlaneServer server = new(settings, [tables]);
        tables.ListensOn(server.Port);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        new Thread(() => SendBare(listener, bare, settings.FrameBytes)) { IsBackground = true }.Start();
        output.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        while (input.ReadLine() is { } line)
        {
            output.WriteLine(line == "ticket"
                ? Line(tables.Issue(Part, First, TimeSpan.FromMinutes(1))!)
                : GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary>Reads the answer to <c>ticket</c>.</summary>
    public static TransferTicket Ticket(string line)
    {
        string[] parts = line.Split(' ');
        return new TransferTicket(
            Guid.Parse(parts[0]), "127.0.0.1", int.Parse(parts[1], CultureInfo.InvariantCulture), Part, First,
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            int.Parse(parts[3], CultureInfo.InvariantCulture),
            long.Parse(parts[4], CultureInfo.InvariantCulture));
    }

    private static string Line(TransferTicket ticket) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ticket.Id} {ticket.Port} {ticket.RowCount} {ticket.Dim} {ticket.ByteLength}");

    private static EmbeddingTable Filled(long rows, int dim)
    {
        EmbeddingTable table = new(rows, dim);
        for (long row = 0; row < rows; row++)
        {
            table.Row(row).Fill(row);
        }

        return table;
    }

    /// <summary>What a transfer could be at best: the same bytes in the same pieces, unframed and unchecked.</summary>
    private static void SendBare(Socket listener, EmbeddingTable table, int pieceBytes)
    {
        while (true)
        {
            using Socket socket = listener.Accept();
            socket.NoDelay = true;
            TableBytes bytes = new(table);
            for (long at = 0; at < bytes.Length;)
            {
                Span<byte> piece = bytes.At(at, pieceBytes);
                at += piece.Length;
                while (piece.Length > 0)
                {
                    piece = piece[socket.Send(piece)..];
                }
            }
        }
    }
}
