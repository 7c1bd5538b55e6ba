using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Security;

/// <summary>What a node does when a peer does not speak TLS, or shows a certificate of others.</summary>
public sealed class TlsTransportTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("cluster");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_that_dials_a_peer_without_tls_lives_on_and_says_it_without_a_stack()
    {
        List<string> log = [];
        await using Stranger stranger = new();
        using ActorSystem node = StartNode("", line =>
        {
            lock (log)
            {
                log.Add(line);
            }
        });
        for (int call = 0; call < 3; call++)
        {
            await stranger.Called(() => Dial(node, stranger), () => $"call {call}\n{string.Join('\n', log)}");
        }

        Assert.False(node.WhenTerminated.IsCompleted);
        Assert.Null(CoordinatedShutdown.Get(node).ShutdownReason);
        lock (log)
        {
            Assert.Contains(log, line => line.Contains($"127.0.0.1:{stranger.Port}", StringComparison.Ordinal));
            Assert.DoesNotContain(log, line => line.Contains("   at ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Akka_net_by_itself_ends_the_node_that_dials_a_peer_without_tls()
    {
        // The reason for TlsTransport; when this fails, Akka.NET has mended it and the transport can go.
        await using Stranger stranger = new();
        using ActorSystem node = StartNode(
            """
            akka.remote.dot-netty.tcp.transport-class = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote"
            """,
            _ => { });
        Dial(node, stranger);
        await node.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_waits_for_a_seed_node_is_told_what_keeps_them_apart()
    {
        using TestAuthority other = new("others");
        ClusterTls ours = new(_authority.Issue("ours"), [_authority.Certificate]);
        ClusterTls theirs = new(other.Issue("theirs"), [other.Certificate]);
        ClusterTls late = new(_authority.Issue("late", daysLeft: -1), [_authority.Certificate]);
        using ActorSystem node = StartNode("", _ => { });
        string seed = $"127.0.0.1:{Akka.Cluster.Cluster.Get(node).SelfAddress.Port}";
        await using Stranger stranger = new();
        Assert.Null(await SeedProbe.FindObstacleAsync(seed, ours, CancellationToken.None));
        Assert.Null(await SeedProbe.FindObstacleAsync("127.0.0.1:1", ours, CancellationToken.None));
        Assert.Null(await SeedProbe.FindObstacleAsync($"127.0.0.1:{stranger.Port}", null, CancellationToken.None));
        await Finds("speaks TLS and this node has no certificate", seed, null);
        await Finds("does not come from the cluster's authority", seed, theirs);
        await Finds("does not take this node's certificate CN=late", seed, late);
        await Finds("does not speak TLS", $"127.0.0.1:{stranger.Port}", ours);
    }

    private static async Task Finds(string part, string seed, ClusterTls? tls) => Assert.Contains(
        part, await SeedProbe.FindObstacleAsync(seed, tls, CancellationToken.None), StringComparison.Ordinal);

    private static void Dial(ActorSystem node, Stranger stranger) => node
        .ActorSelection($"akka.ssl.tcp://biggraph@127.0.0.1:{stranger.Port}/user/somebody")
        .Tell("hello", node.DeadLetters);

    private ActorSystem StartNode(string user, Action<string> log)
    {
        NodeSettings settings = NodeSettingsReader.Read("", "-p", _authority.WriteKeys(_folder.Root, "node"));
        ActorSystemSetup setup = NodeConfig.SetupOf(settings, "akka.loglevel = WARNING", log);
        BootstrapSetup start = setup.Get<BootstrapSetup>().Value;
        Config config = ConfigurationFactory.ParseString(user).WithFallback(start.Config.Value);
        return ActorSystem.Create("biggraph", setup.And(start.WithConfig(config)));
    }

    /// <summary>Listens, takes whatever comes, and answers to nothing of it: it hangs up.</summary>
    private sealed class Stranger : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly SemaphoreSlim _calls = new(0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _answering;

        public Stranger()
        {
            _listener.Start();
            _answering = AnswerAllAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>Waits for the next call; a node that was just refused does not dial at once again.</summary>
        public async Task Called(Action dial, Func<string> story)
        {
            bool isCalled = false;
            for (int attempt = 0; attempt < 60 && !isCalled; attempt++)
            {
                dial();
                isCalled = await _calls.WaitAsync(TimeSpan.FromMilliseconds(500));
            }

            Assert.True(isCalled, $"nobody called\n{story()}");
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _answering;
            _listener.Dispose();
            _calls.Dispose();
            _end.Dispose();
        }

        private async Task AnswerAllAsync()
        {
            try
            {
                while (true)
                {
                    using TcpClient caller = await _listener.AcceptTcpClientAsync(_end.Token);
                    _calls.Release();
                    await AnswerAsync(caller.GetStream());
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        private static async Task AnswerAsync(NetworkStream caller)
        {
            try
            {
                await caller.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
                await caller.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            }
            catch (IOException)
            {
                // The caller has gone first.
            }
        }
    }
}
