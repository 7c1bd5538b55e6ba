using System.Reflection;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.DistributedData;
using Akka.Remote.Transport;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Schema;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>hocon/cluster.conf beside the reference files that the packages of Akka.NET carry.</summary>
/// <remarks>Akka.NET ignores a key that it does not know, so that a misspelt one has no effect and says nothing.</remarks>
public sealed class ClusterConfTests
{
    private const string Sharding = "akka.cluster.sharding.distributed-data";

    private static readonly (Type Package, string File)[] References =
    [
        (typeof(ActorSystem), "Akka.Configuration.akka.conf"),
        (typeof(Transport), "Akka.Remote.Configuration.Remote.conf"),
        (typeof(Akka.Cluster.Cluster), "Akka.Cluster.Configuration.Cluster.conf"),
        (typeof(DistributedPubSub), "Akka.Cluster.Tools.Singleton.reference.conf"),
        (typeof(DistributedPubSub), "Akka.Cluster.Tools.PublishSubscribe.reference.conf"),
        (typeof(ClusterSharding), "Akka.Cluster.Sharding.reference.conf"),
        (typeof(DistributedData), "Akka.DistributedData.reference.conf"),
    ];

    /// <summary>Blocks whose keys are names that each program chooses, with the reason.</summary>
    private static readonly Dictionary<string, string> OpenMaps = new(StringComparer.Ordinal)
    {
        ["akka.actor.serializers"] = "keys are the names of serializers",
        ["akka.actor.serialization-bindings"] = "keys are types",
        ["akka.actor.serialization-identifiers"] = "keys are types",
        ["akka.remote.adapters"] = "keys are the names of transport adapters",
        ["akka.coordinated-shutdown.phases"] = "keys are the names of phases, known or added",
    };

    /// <summary>Blocks that Akka.NET fills from another one.</summary>
    private static readonly Dictionary<string, string[]> ReadLike = new(StringComparer.Ordinal)
    {
        [Sharding] = ["akka.cluster.distributed-data"],
        ["biggraph.hogwild-dispatcher"] = ["akka.actor.default-dispatcher"],
        ["biggraph.lock-dispatcher"] = ["akka.actor.default-dispatcher"],
    };

    /// <summary>Settings that say what holds anyway, with the reason for saying it.</summary>
    private static readonly Dictionary<string, string> SaidThough = new(StringComparer.Ordinal)
    {
        ["akka.loglevel"] = "is the first thing that a user looks for",
        ["akka.remote.dot-netty.tcp.maximum-frame-size"] = "bounds a message, which the wire's own limit stays below",
        ["akka.cluster.split-brain-resolver.active-strategy"] = "decides which side of a netsplit goes on",
    };

    private static readonly Config Reference = References.Aggregate(
        Config.Empty, (sum, one) => ConfigurationFactory.ParseString(Read(one.Package.Assembly, one.File)).WithFallback(sum));

    [Fact]
    public void Akka_net_knows_every_key() => Assert.Empty(Unknown(ClusterConf()));

    [Fact]
    public void Akka_net_knows_every_key_that_a_nodes_settings_become()
    {
        NodeSettings node = new() { TlsCertificate = "node.pem", PublicPort = 5, SeedNodes = ["a:1"] };
        Assert.Empty(Unknown(NodeConfig.TextOf(node)));
    }

    [Theory]
    [InlineData("akka.cluster.gosip-interval = 1s")]
    [InlineData("akka.cluster.sharding.distributed-data.gosip-interval = 1s")]
    [InlineData("biggraph.lock-dispatcher.thruput = 1")]
    [InlineData("akka.cluster { gossip-interval { min = 1s } }")]
    public void A_key_that_akka_net_does_not_know_is_found(string text) => Assert.Single(Unknown(text));

    [Fact]
    public void No_setting_says_what_holds_anyway()
    {
        string[] repeated =
        [
            .. from leaf in Leaves(ClusterConf())
               where !SaidThough.ContainsKey(leaf.Path)
               let known = Reference.HasPath(leaf.Path) ? Reference.GetValue(leaf.Path) : null
               where known is not null && Same(known, leaf.Value)
               select leaf.Path,
        ];
        Assert.Empty(repeated);
    }

    [Fact]
    public void Exceptions_are_needed()
    {
        string[] paths = [.. Leaves(ClusterConf()).Select(leaf => leaf.Path)];
        Assert.All(SaidThough.Keys, path => Assert.Contains(path, paths));
        Assert.All(ReadLike.Keys, block => Assert.Contains(paths, path => path.StartsWith(block, StringComparison.Ordinal)));
    }

    private static string ClusterConf() => File.ReadAllText(PromisedFile.PathOf("hocon/cluster.conf"));

    private static string[] Unknown(string text) =>
        [.. Leaves(text).Select(leaf => leaf.Path).Where(path => !IsKnown(path))];

    private static bool IsKnown(string path)
    {
        if (OpenMaps.Keys.Any(map => path.StartsWith(map + ".", StringComparison.Ordinal)) || IsLeaf(path))
        {
            return true;
        }

        return ReadLike.Any(like => path.StartsWith(like.Key + ".", StringComparison.Ordinal)
            && like.Value.Any(other => IsLeaf(other + path[like.Key.Length..])));
    }

    private static bool IsLeaf(string path) => Reference.HasPath(path) && !Reference.GetValue(path).IsObject();

    private static bool Same(HoconValue known, HoconValue said) => Plain(known) == Plain(said);

    private static string Plain(HoconValue value) => value.IsArray()
        ? "[" + string.Join(',', value.GetStringList()) + "]"
        : (value.GetString() ?? "").Replace(" ", "", StringComparison.Ordinal) switch
        {
            "on" or "true" => "on",
            "off" or "false" => "off",
            var other => other,
        };

    private static List<(string Path, HoconValue Value)> Leaves(string text)
    {
        List<(string Path, HoconValue Value)> leaves = [];
        Gather("", ConfigurationFactory.ParseString(text).Root, leaves);
        return leaves;
    }

    private static void Gather(string path, HoconValue value, List<(string Path, HoconValue Value)> leaves)
    {
        if (!value.IsObject())
        {
            leaves.Add((path, value));
            return;
        }

        foreach ((string key, HoconValue below) in value.GetObject().Items)
        {
            Gather(path.Length == 0 ? key : $"{path}.{key}", below, leaves);
        }
    }

    private static string Read(Assembly package, string file)
    {
        using Stream stream = package.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException(
                $"{package.GetName().Name} has no {file}, only {string.Join(", ", package.GetManifestResourceNames())}");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
