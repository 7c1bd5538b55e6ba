using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.Remote;
using Akka.Remote.Wire;
using Akka.TestKit.Xunit2;
using BigGraphActors.ActorRuntime.Tests.Remote;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>What the bytes of one connection make the node allocate, counted on the thread that reads them.</summary>
public sealed class HostileAllocationTests() : TestKit(RemoteNode.Settings(), "remote")
{
    private const int FrameLimit = 64000;

    /// <summary>Socket, stream, first buffer, table of paths, and the warning.</summary>
    private const int Constant = 48 * 1024;

    private const int Seed = 4711;

    [Theory]
    [InlineData("noise")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\0\u00C8\u0001\0\0\u00C4\u0003\u0003")]
    [InlineData("long frame")]
    [InlineData("cut frame")]
    public void A_stranger_costs_less_than_one_frame_whatever_it_sends(string kind)
    {
        var random = new Random(Seed);
        for (var i = 0; i < 20; i++)
        {
            byte[] bytes = kind switch
            {
                "noise" => Noise(random, random.Next(1, 1 << 20)),
                "long frame" => [.. Number(random.Next(2049, int.MaxValue)), .. new byte[1 << 20]],
                "cut frame" => [.. Number(2000), .. Noise(random, random.Next(0, 1999))],
                _ => [.. Encoding.Latin1.GetBytes(kind), .. new byte[1 << 20]],
            };
            var allocated = Allocated(bytes);
            Assert.True(allocated < FrameLimit, $"seed {Seed}: {allocated} bytes for {kind}");
        }
    }

    [Fact]
    public void A_message_of_an_unknown_kind_costs_one_frame_and_a_little()
    {
        Allocated([.. Hello(), .. Message(100)]);
        var allocated = Allocated([.. Hello(), .. Message(FrameLimit - 200)]);
        Assert.True(allocated < FrameLimit + Constant, $"{allocated} bytes");
    }

    [Fact]
    public void A_frame_that_is_only_announced_costs_one_frame_and_a_little()
    {
        var allocated = Allocated([.. Hello(), .. Number(FrameLimit), 1]);
        Assert.True(allocated < FrameLimit + Constant, $"{allocated} bytes");
    }

    [Fact]
    public void Paths_without_end_are_cut_off()
    {
        var writer = new FrameWriter();
        for (var i = 0; i < 100; i++)
        {
            writer.Begin(FrameKind.Message);
            writer.UInt16((ushort)(PathTable.Definition | i));
            writer.Text(new string('x', PathTable.MostBytes));
            writer.UInt16(PathTable.None);
            writer.Int32(12345);
            writer.Text("");
            writer.End(FrameLimit);
        }

        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.Warning));
        Allocated([.. Hello(), .. writer.Written.Span]);
        FishForMessage<Akka.Event.Warning>(static line => line.Message.ToString()!.Contains("Paths of more than",
            StringComparison.Ordinal));
    }

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Message(int payload)
    {
        var writer = new FrameWriter();
        writer.Begin(FrameKind.Message);
        writer.UInt16(PathTable.Inline);
        writer.Text("akka://remote/user/nobody");
        writer.UInt16(PathTable.None);
        writer.Int32(12345);
        writer.Text("unknown");
        writer.Bytes(new byte[payload]);
        writer.End(FrameLimit);
        return writer.Written.ToArray();
    }

    private byte[] Hello()
    {
        var writer = new FrameWriter();
        Handshake.WriteHello(writer, "akka.tcp://remote@127.0.0.1:1", 77, RemoteNode.AddressOf(Sys).ToString());
        return writer.Written.ToArray();
    }

    /// <summary>Lets this thread be the one that reads the connection.</summary>
    private long Allocated(byte[] bytes)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        var accepted = listener.Accept();
        var sending = Task.Run(() => Send(client, bytes));
        var system = (ActorSystemCore)Sys;
        var inbound = new Inbound(system, (TcpRemoting)system.Remoting!, accepted);
        var before = GC.GetAllocatedBytesForCurrentThread();
        inbound.Serve();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        sending.Wait();
        return allocated;
    }

    private static void Send(Socket client, byte[] bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += client.Send(bytes.AsSpan(sent));
            }

            client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Being thrown out is what was to be seen.
        }
    }
}
