using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Cluster.Hosting;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Security;

/// <summary>Processes with certificates, and those that come without.</summary>
[Collection(nameof(ClusterProcesses))]
public sealed class TlsClusterTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("cluster");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
        _graph.Dispose();
    }

    [Fact]
    public async Task Nodes_with_the_clusters_certificates_train_and_others_are_refused_without_the_cluster_noticing()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using TestAuthority others = new("others");
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed(keys: Keys("seed"));
        Process worker = bed.StartNode(["node.roles=worker", "node.threads=1", .. Keys("worker")]);
        Process mate = bed.StartNode(["node.roles=worker", "node.threads=1", .. Keys("mate")]);
        bed.WaitForTraining(worker);
        bed.WaitForTraining(mate);

        Process plain = bed.StartNode("node.roles=worker");
        Process stranger = bed.StartNode(
            ["node.roles=worker", .. others.WriteKeys(_folder.Root, "stranger")]);
        Process late = bed.StartNode(
            ["node.roles=worker", .. _authority.WriteKeys(_folder.Root, "late", daysLeft: -1)]);
        Refused(bed, plain, "speaks TLS and this node has no certificate");
        Refused(bed, stranger, "certificate CN=.* does not come from the cluster's authority");
        Refused(bed, late, "late.pem: certificate CN=late has expired on ");
        HangsUpOnAnExpiredCertificate(bed.Ports[0]);

        Process status = bed.StartProgram(["cluster", "status", "--json", .. Visit(bed, Keys("visitor"))]);
        Assert.Equal(0, bed.ExitOf(status));
        Refused(bed, bed.StartProgram(["cluster", "stop", .. Visit(bed, [])]), "speaks TLS");

        bed.WaitForVersionAfter(bed.Told[^1]);
        await bed.StopRunAsync(keys: Keys("visitor"));
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(mate));
        ClusterBed.CheckPublished(settings);
        Assert.DoesNotContain(bed.Events.OfType<NodeDown>(), gone => gone.Reason == "unreachable");
        Assert.DoesNotContain(bed.Words, line => line.Contains("   at ", StringComparison.Ordinal));

        // One line a minute about a host; which of the refused nodes it tells of depends on who came first.
        string[] complaints =
            [.. bed.Words.Where(line => line.StartsWith($"{seed.Id}: ", StringComparison.Ordinal)
                && line.Contains("127.0.0.1", StringComparison.Ordinal)
                && (line.Contains("refused", StringComparison.Ordinal)
                    || line.Contains("failed", StringComparison.Ordinal)))];
        Assert.NotEmpty(complaints);
        Assert.All(complaints, line => Assert.Contains("warning: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_with_certificates_is_refused_by_a_cluster_without()
    {
        using ClusterBed bed = new(_graph.Settings with { NumEpochs = ClusterBed.Endless });
        bed.StartSeed();
        Process worker = bed.StartWorker();
        bed.WaitFor<BucketTrained>(_ => true);
        Refused(bed, bed.StartNode(["node.roles=worker", .. Keys("worker")]), "does not speak TLS");
        Assert.False(worker.HasExited);
    }

    [Fact]
    public async Task Certificates_are_renewed_node_by_node_while_a_run_goes_on()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        string[] trainer = ["node.roles=worker", "node.threads=1", "node.seed-patience=3"];
        Process seed = bed.StartSeed(keys: Keys("seed"));
        Process first = bed.StartNode([.. trainer, .. Keys("first")]);
        Process second = bed.StartNode([.. trainer, .. Keys("second")]);
        bed.WaitForTraining(second);
        bed.WaitForVersionAfter(bed.WaitForTraining(first));
        foreach (bool isSeed in new[] { false, true })
        {
            Process old = isSeed ? seed : first;
            ClusterBed.Signal(old, "TERM");
            bed.ExitOf(old);
            DateTimeOffset left = DateTimeOffset.UtcNow;
            if (isSeed)
            {
                seed = bed.StartSeed(keys: Keys("seed-renewed"));
            }
            else
            {
                first = bed.StartNode([.. trainer, .. Keys("first-renewed")]);
            }

            bed.WaitForTraining(second, left);
            bed.WaitForVersionAfter(bed.WaitForTraining(first, left));
        }

        await bed.StopRunAsync(keys: Keys("visitor"));
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(first));
        Assert.Equal(0, bed.ExitOf(second));
        ClusterBed.CheckPublished(settings);
    }

    private static void Refused(ClusterBed bed, Process process, string pattern)
    {
        Assert.Equal(2, bed.ExitOf(process));
        string line = Assert.Single(
            bed.Words, line => line.StartsWith($"{process.Id}: error: ", StringComparison.Ordinal));
        Assert.Matches(pattern, line);
    }

    private static string[] Visit(ClusterBed bed, string[] keys) =>
        ["--seed", bed.SeedNodes[0], .. keys.SelectMany(key => new[] { "-p", key })];

    /// <summary>As a node does whose clock is slow and takes its own certificate for valid.</summary>
    private void HangsUpOnAnExpiredCertificate(int port)
    {
        using X509Certificate2 late = _authority.Issue("late", daysLeft: -1);
        ClusterTls tls = new(late, [_authority.Certificate]);
        using TcpClient client = new("127.0.0.1", port) { ReceiveTimeout = 30_000 };
        using SslStream stream = new(client.GetStream());
        try
        {
            stream.AuthenticateAsClient(tls.ClientOptions((_, certificate, _, _) => certificate is not null));
            Assert.Equal(0, stream.Read(new byte[1]));
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            // Refused in the handshake, or right behind it.
        }
    }

    private string[] Keys(string name) => _authority.WriteKeys(_folder.Root, name);
}
