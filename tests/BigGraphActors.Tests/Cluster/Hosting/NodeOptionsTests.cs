using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Tests.Cluster.Security;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>What a node is told under a key arrives where it acts.</summary>
public sealed class NodeOptionsTests
{
    [Fact]
    public void Addresses_are_those_that_the_node_listens_on_and_is_called_by()
    {
        NodeSettings node = Read(
            "host=127.0.0.2", "public-host=trainer-1", "port=4101", "public-port=5101", "data-port=4102",
            "cluster=friends", "seed-nodes=[\"a:4053\", \"b:4053\"]", "roles=worker");
        Config actors = NodeConfig.Of(node, "");
        Assert.Equal("127.0.0.2", actors.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal("trainer-1", actors.GetString("akka.remote.dot-netty.tcp.public-hostname"));
        Assert.Equal(4101, actors.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Equal(5101, actors.GetInt("akka.remote.dot-netty.tcp.public-port"));
        Assert.Equal(
            ["akka.tcp://friends@a:4053", "akka.tcp://friends@b:4053"],
            actors.GetStringList("akka.cluster.seed-nodes"));
        Assert.Equal(["worker"], actors.GetStringList("akka.cluster.roles"));
        DataPlaneSettings plane = DataPlanes.SettingsOf(node);
        Assert.Equal("127.0.0.2", plane.Host);
        Assert.Equal("trainer-1", plane.AdvertisedHost);
        Assert.Equal(4102, plane.Port);
    }

    [Fact]
    public void A_secret_and_certificates_are_asked_of_whoever_fetches_a_table()
    {
        using TemporaryFolder folder = new();
        using TestAuthority authority = new("cluster");
        string[] keys = ["node.secret=word", .. authority.WriteKeys(folder.Root, "node")];
        NodeSettings node = NodeSettingsReader.Read("", "-p", keys) with { SeedNodes = ["a:1"] };

        DataPlaneSettings plane = DataPlanes.SettingsOf(node);
        Config actors = NodeConfig.Of(node, "");

        Assert.True(actors.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
        Assert.Equal(["akka.ssl.tcp://biggraph@a:1"], actors.GetStringList("akka.cluster.seed-nodes"));
        Assert.Equal("word", plane.Secret);
        Assert.NotNull(plane.Tls);
        Assert.Null(DataPlanes.SettingsOf(Read()).Tls);
    }

    [Theory]
    [InlineData("tls-certificate")]
    [InlineData("tls-authority")]
    public void A_certificate_that_is_none_is_named(string key)
    {
        using TemporaryFolder folder = new();
        string none = folder.PathOf("none.pem");
        File.WriteAllText(none, "no certificate");
        using RSA pair = RSA.Create(2048);
        CertificateRequest request = new("CN=x", pair, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 own = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string good = folder.PathOf("good.pem");
        File.WriteAllText(good, own.ExportCertificatePem() + "\n" + pair.ExportPkcs8PrivateKeyPem());
        NodeSettings node = Read($"tls-certificate={good}", $"{key}={none}");

        SettingsException refused = Assert.Throws<SettingsException>(() => DataPlanes.SettingsOf(node));

        Assert.Contains(none, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_beside_training_holds_as_much_as_it_is_told()
    {
        using ActorSystem system = ActorSystem.Create("memory");
        using NodePlane plane = new(system, Read("memory-mib=1"), null, CancellationToken.None);
        plane.Cache.Put(new PartitionId("node", 0), Generation.Published(1), new EmbeddingTable(1000, 16));
        Assert.Single(plane.Cache.Held);
        plane.Cache.Put(new PartitionId("node", 1), Generation.Published(1), new EmbeddingTable(20_000, 16));
        Assert.InRange(plane.Cache.HeldBytes, 0, 1 << 20);
    }

    [Fact]
    public void The_seed_nodes_words_on_leases_failures_bandwidth_and_copies_are_the_runs()
    {
        using TinyGraph graph = new(partitions: 2);
        NodeSettings node = Read(
            "lease-seconds=7", "bucket-failures=5", "parameter-bandwidth=12345", "durability=replicate(3)");
        RunBlueprint run = RunBlueprint.ForCluster(graph.Settings, node);
        using RunFiles files = new(run);
        LockPlan plan = RunPlans.LockPlanOf(run, files, isAlone: false, node);
        Assert.Equal(TimeSpan.FromSeconds(7), plan.LeaseDuration);
        Assert.Equal(5, plan.FailureLimit);
        Assert.Equal(12345, run.ParameterBytesPerSecond);
        Assert.Equal(3, run.Copies);
    }

    [Fact]
    public void Paths_of_a_run_mean_the_same_on_every_node()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with
        {
            CheckpointPath = "model",
            Validation = new ValidationSettings { EdgePaths = ["valid"] },
            Import = new ImportSettings { Files = ["a.tsv", "b.tsv"], EdgePaths = ["train", "valid"] },
        };
        RunSettings told = RunBlueprint.Of(settings, sharesParameters: true).Settings;
        Assert.All(
            [told.CheckpointPath, .. told.Validation!.EdgePaths, .. told.Import!.EdgePaths!],
            path => Assert.True(Path.IsPathRooted(path), path));
    }

    private static NodeSettings Read(params string[] changes) => NodeSettingsReader.Read(
        "", "-p", [.. changes.Select(change => string.Create(CultureInfo.InvariantCulture, $"node.{change}"))]);
}
