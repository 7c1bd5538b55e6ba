using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Benchmarks;

/// <summary>Moves a table between two processes through the data plane, and as bare bytes, in turn.</summary>
/// <remarks>
/// Rates of one run are comparable and those of different runs are not: the two ways take turns on the same machine in
/// the same minute. Meanwhile the thread pool is asked every few milliseconds, as a heartbeat would.
/// </remarks>
internal static class TransferRun
{
    private const int Dim = 128;

    /// <summary>Measures and prints.</summary>
    /// <param name="args"><c>--mib N</c> (512) bytes of the table, <c>--rounds N</c> (9), <c>--frame N</c> (the
    /// data plane's own).</param>
    /// <param name="output">Where the table goes.</param>
    /// <returns>0 when the data plane moves at least four fifths of what bare sockets do and no frame allocates.
    /// </returns>
    public static int Execute(string[] args, TextWriter output)
    {
        int frameBytes = (int)Option(args, "--frame", new DataPlaneSettings().FrameBytes);
        long rows = Option(args, "--mib", 512) * (1 << 20) / ((Dim + 1) * sizeof(float));
        using Process holder = Start(rows, frameBytes);
        using EmbeddingTable table = new(rows, Dim);
        int barePort = int.Parse(holder.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        TableClient client = new(TransferHolder.Settings(frameBytes));
        List<double> bare = [];
        List<double> plane = [];
        Fetch(holder, client, table);
        ReceiveBare(barePort, table, frameBytes);
        using PoolProbe probe = new();
        long sentBefore = AllocatedBy(holder);
        long receivedBefore = GC.GetAllocatedBytesForCurrentThread();
        int rounds = (int)Option(args, "--rounds", 9);
        for (int round = 0; round < rounds; round++)
        {
            bare.Add(ReceiveBare(barePort, table, frameBytes));
            plane.Add(Fetch(holder, client, table));
        }

        long frames = rounds * (new TableBytes(table).Length / frameBytes);
        double received = (GC.GetAllocatedBytesForCurrentThread() - receivedBefore) / (double)frames;
        double sent = (AllocatedBy(holder) - sentBefore) / (double)frames;
        holder.StandardInput.Close();
        double share = Median(plane) / Median(bare);
        output.WriteLine(Invariant($"{rounds} x {new TableBytes(table).Length / 1e6:F0} MB, frames of {frameBytes} bytes"));
        output.WriteLine(Invariant($"bare socket   {Median(bare),8:F0} MB/s median, {bare.Max():F0} best"));
        output.WriteLine(Invariant($"data plane    {Median(plane),8:F0} MB/s median, {plane.Max():F0} best"));
        output.WriteLine(Invariant($"share         {share,8:P0}"));
        output.WriteLine(Invariant($"allocated     {sent,8:F1} bytes a frame sending, {received:F1} receiving"));
        output.WriteLine(probe.Stop());
        return share >= 0.8 ? 0 : 1;
    }

    private static Process Start(long rows, int frameBytes)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(TransferRun).Assembly.Location);
        }

        foreach (object argument in new object[] { "--transfer-holder", rows, Dim, frameBytes })
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        return Process.Start(start)!;
    }

    private static double Fetch(Process holder, TableClient client, EmbeddingTable table)
    {
        holder.StandardInput.WriteLine("ticket");
        TransferTicket ticket = TransferHolder.Ticket(holder.StandardOutput.ReadLine()!);
        TransferReport report = client.Fetch(ticket, table, null, CancellationToken.None);
        return report.IsWhole
            ? report.Bytes / 1e6 / report.Elapsed.TotalSeconds
            : throw new InvalidOperationException(report.Detail);
    }

    private static double ReceiveBare(int port, EmbeddingTable table, int pieceBytes)
    {
        long started = Stopwatch.GetTimestamp();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        TableBytes bytes = new(table);
        for (long at = 0; at < bytes.Length;)
        {
            Span<byte> piece = bytes.At(at, pieceBytes);
            at += piece.Length;
            while (piece.Length > 0)
            {
                piece = piece[socket.Receive(piece)..];
            }
        }

        return bytes.Length / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static long AllocatedBy(Process holder)
    {
        holder.StandardInput.WriteLine("allocated");
        return long.Parse(holder.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static long Option(string[] args, string name, long otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : long.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
