using System.Net;
using System.Net.Sockets;
using System.Text;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Tests.Cluster.Security;

namespace BigGraphActors.Tests.Cluster.DataPlane;

/// <summary>Who is let in, and what it costs to send strangers away.</summary>
public sealed class PlaneAccessTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public void Another_secret_is_refused()
    {
        using PlaneNode node = new();
        TransferReport report = Fetch(node, node.Settings with { Secret = "open barley" });
        Assert.Equal(TransferRefusal.NotAuthenticated, report.Refusal);
        Assert.Contains("secret", report.Detail, StringComparison.Ordinal);
        Assert.True(node.Rejections.TryTake(out string? reason, Wait));
        Assert.Contains("another secret", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_beyond_loopback_needs_a_secret_or_certificates()
    {
        DataPlaneSettings open = new() { Host = "0.0.0.0" };
        ArgumentException refused = Assert.Throws<ArgumentException>(open.Validate);
        Assert.Contains("secret", refused.Message, StringComparison.Ordinal);
        (open with { Secret = "x" }).Validate();
        (open with { Host = "127.0.0.1" }).Validate();
        using TestAuthority authority = new("cluster");
        (open with { Tls = new ClusterTls(authority.Certificate, []) }).Validate();
    }

    [Fact]
    public void Bytes_move_under_tls_between_nodes_of_one_authority()
    {
        using TestAuthority authority = new("cluster");
        ClusterTls here = new(authority.Issue("a"), [authority.Certificate]);
        ClusterTls there = new(authority.Issue("b"), [authority.Certificate]);
        using PlaneNode node = new(PlaneNode.Quick with { Tls = here });
        TransferTicket ticket = node.Offer(5000, 100);
        using EmbeddingTable table = new(5000, 100);
        TransferReport report = new TableClient(node.Settings with { Tls = there }).Fetch(ticket, table, null, default);
        Assert.True(report.IsWhole, report.Detail);
        using EmbeddingTable expected = PlaneNode.Numbered(5000, 100);
        PlaneNode.AssertEqual(expected, table);
    }

    [Fact]
    public void A_certificate_of_another_authority_is_refused_by_either_side()
    {
        using TestAuthority ours = new("ours");
        using TestAuthority theirs = new("theirs");
        using PlaneNode node = new(PlaneNode.Quick with { Tls = new ClusterTls(ours.Issue("a"), [ours.Certificate]) });
        ClusterTls stranger = new(theirs.Issue("b"), [theirs.Certificate]);
        ClusterTls blind = new(theirs.Issue("b"), [ours.Certificate]);
        ClusterTls late = new(ours.Issue("late", daysLeft: -1), [ours.Certificate]);
        Assert.False(Fetch(node, node.Settings with { Tls = stranger }).IsWhole);
        Assert.False(Fetch(node, node.Settings with { Tls = blind }).IsWhole);
        Assert.False(Fetch(node, node.Settings with { Tls = late }).IsWhole);
        Assert.False(Fetch(node, node.Settings with { Tls = null }).IsWhole);
    }

    [Fact]
    public void Without_an_authority_both_must_show_the_same_certificate()
    {
        using TestAuthority shared = new("shared");
        using TestAuthority other = new("shared");
        using PlaneNode node = new(PlaneNode.Quick with { Tls = new ClusterTls(shared.Certificate, []) });
        Assert.True(Fetch(node, node.Settings).IsWhole);
        Assert.False(Fetch(node, node.Settings with { Tls = new ClusterTls(other.Certificate, []) }).IsWhole);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("tls")]
    [InlineData("random")]
    [InlineData("nothing")]
    [InlineData("huge frame")]
    public void What_strangers_send_is_turned_away(string kind)
    {
        using PlaneNode node = new();
        for (int i = 0; i < 20; i++)
        {
            using Socket stranger = Dial(node);
            stranger.Send(Probe(kind, i));
            stranger.Shutdown(SocketShutdown.Send);
            Assert.True(node.Rejections.TryTake(out _, Wait), $"{kind} {i} was not turned away");
        }

        Assert.True(Fetch(node, node.Settings).IsWhole);
    }

    [Fact]
    public void A_stranger_that_says_nothing_is_closed_in_time()
    {
        using PlaneNode node = new(PlaneNode.Quick with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket silent = Dial(node);
        silent.ReceiveTimeout = (int)Wait.TotalMilliseconds;
        Assert.Equal(0, ReceiveOrBroken(silent));
        Assert.True(node.Rejections.TryTake(out _, Wait));
    }

    [Fact]
    public void Silent_strangers_do_not_keep_others_out()
    {
        using PlaneNode node = new(PlaneNode.Quick with
        {
            HandshakeTimeout = TimeSpan.FromMinutes(5),
            MaxUnauthenticated = 4,
        });
        Socket[] silent = [.. Enumerable.Range(0, 12).Select(_ => Dial(node))];
        Assert.True(Fetch(node, node.Settings).IsWhole);
        Array.ForEach(silent, socket => socket.Dispose());
    }

    [Fact]
    public void A_member_that_sends_nonsense_loses_its_connection_only()
    {
        using PlaneNode node = new();
        Random random = new(99);
        for (int i = 0; i < 50; i++)
        {
            using PlaneConnection member = PlaneConnection.Dial("127.0.0.1", node.Server.Port, node.Settings, default);
            member.Allow(Wait, "the test");
            byte[] payload = new byte[random.Next(0, PlaneConnection.MaxControlBytes + 100)];
            random.NextBytes(payload);
            FrameKind kind = (FrameKind)random.Next(0, 9);
            try
            {
                member.Send(kind, payload, random.NextInt64());
                FrameHeader answer = member.ReceiveHeader();
                Assert.Equal(FrameKind.Refused, answer.Kind);
            }
            catch (PlaneException)
            {
                // The server ended the connection.
            }
        }

        Assert.True(Fetch(node, node.Settings).IsWhole);
    }

    private static byte[] Probe(string kind, int seed)
    {
        byte[] bytes = new byte[500 + (seed * 100)];
        new Random(seed).NextBytes(bytes);
        return kind switch
        {
            "http" => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "tls" => [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, .. bytes],
            "random" => bytes,
            "nothing" => [],
            _ => [.. "BGAplan2"u8, .. bytes.AsSpan(0, 64), 3, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, .. bytes],
        };
    }

    private static TransferReport Fetch(PlaneNode node, DataPlaneSettings settings)
    {
        TransferTicket ticket = node.Offer(10, 4);
        using EmbeddingTable table = new(10, 4);
        return new TableClient(settings with { Attempts = 1 }).Fetch(ticket, table, null, default);
    }

    private static Socket Dial(PlaneNode node)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, node.Server.Port);
        return socket;
    }

    private static int ReceiveOrBroken(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[100]);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
