using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using BigGraphActors.ActorRuntime.Tests.Actors;
using BigGraphActors.ActorRuntime.Tests.Processes;

namespace BigGraphActors.ActorRuntime.Tests.Remote;

[Collection(ProcessCollection.Name)]
public sealed class HostileBytesTests : TestKit
{
    private static readonly byte[] ClientHello =
        [0x16, 0x03, 0x01, 0x00, 0xC8, 0x01, 0x00, 0x00, 0xC4, 0x03, 0x03, .. new byte[190]];

    private readonly ActorSystem _other = RemoteNode.Start();

    public HostileBytesTests()
        : base(RemoteNode.Settings(), "remote")
    {
    }

    [Fact]
    public void Strangers_neither_stop_the_node_nor_make_it_hold_their_bytes()
    {
        var echo = RemoteNode.From(_other, Sys, Sys.ActorOf(Props.Create(() => new EchoActor())));
        const int Seed = 20260;
        var random = new Random(Seed);
        var before = GC.GetTotalMemory(true);
        for (var i = 0; i < 200; i++)
        {
            Send(Attack(i % 6, random));
        }

        var grown = GC.GetTotalMemory(true) - before;
        Assert.Equal("alive", echo.Ask<string>("alive", TimeSpan.FromSeconds(10)).GetAwaiter().GetResult());
        Assert.True(grown < 32 * 1024 * 1024, $"seed {Seed}: {grown} bytes stay");
    }

    [Fact]
    public void A_stranger_that_says_nothing_keeps_nobody_waiting()
    {
        using var silent = Connect();
        using var mute = Connect();
        var echo = RemoteNode.From(_other, Sys, Sys.ActorOf(Props.Create(() => new EchoActor())));
        Assert.Equal("alive", echo.Ask<string>("alive", TimeSpan.FromSeconds(10)).GetAwaiter().GetResult());
    }

    protected override void AfterAll() => Shutdown(_other);

    private static byte[] Attack(int kind, Random random)
    {
        switch (kind)
        {
            case 0:
                var noise = new byte[random.Next(1, 4096)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            case 2:
                return ClientHello;
            case 3:
                return Frame(int.MaxValue, 100);
            case 4:
                return Frame(2000, random.Next(0, 1999));
            default:
                return Frame(-random.Next(), 10);
        }
    }

    private static byte[] Frame(int length, int bytes)
    {
        var frame = new byte[sizeof(int) + bytes];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        return frame;
    }

    private TcpClient Connect() => new("127.0.0.1", RemoteNode.AddressOf(Sys).Port!.Value);

    private void Send(byte[] bytes)
    {
        using var client = Connect();
        try
        {
            client.GetStream().Write(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            client.ReceiveTimeout = 5000;
            while (client.GetStream().ReadByte() >= 0)
            {
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidOperationException)
        {
            // Being thrown out is what was to be seen.
        }
    }
}
