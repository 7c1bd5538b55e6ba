using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Dispatch.SysMsg;
using Akka.Remote;
using Akka.Serialization;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cluster.Wire;

/// <summary>Which serializers a node has, and what they refuse.</summary>
public sealed class NodeSerializersTests : IDisposable
{
    private readonly ActorSystem _node;

    public NodeSerializersTests()
    {
        _node = ActorSystem.Create(
            "biggraph", NodeConfig.SetupOf(new NodeSettings(), "akka.loggers = []\nakka.stdout-loglevel = OFF", log: null));
        DistributedPubSub.Get(_node);
        ClusterSharding.Get(_node);
    }

    public void Dispose() => _node.Terminate().GetAwaiter().GetResult();

    [Fact]
    public void Serializers_of_a_node_are_a_contract() => GoldenText.Check(
        "Contracts/wire-serializers.txt",
        string.Join('\n', All().OrderBy(one => one.Identifier).Select(one => $"{one.Identifier} {one.GetType()}")));

    [Fact]
    public void Every_message_goes_through_the_list() => Assert.All(
        WireTypes.Messages, type => Assert.IsType<WireSerializer>(_node.Serialization.FindSerializerForType(type)));

    [Fact]
    public void A_message_that_names_a_type_with_properties_makes_nothing()
    {
        WireSerializerTests.Stranger.Made = 0;
        string name = typeof(WireSerializerTests.Stranger).AssemblyQualifiedName!;
        byte[] json = Encoding.UTF8.GetBytes($$"""{"$id":"1","$type":"{{name}}","Text":"made"}""");
        Assert.Throws<SerializationException>(() => _node.Serialization.Deserialize(json, 1, name));
        Assert.Throws<SerializationException>(() => _node.Serialization.Deserialize(json, 1, ""));
        Assert.Equal(0, WireSerializerTests.Stranger.Made);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(36)]
    public void Serializers_that_make_types_by_their_names_are_off(int id)
    {
        string name = typeof(System.Net.NetworkInformation.Ping).AssemblyQualifiedName!;
        Assert.Contains(
            "is off",
            Assert.Throws<SerializationException>(() => _node.Serialization.Deserialize([], id, name)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Hyperion_without_a_list_is_not_there() =>
        Assert.ThrowsAny<Exception>(() => _node.Serialization.Deserialize([255], -5, ""));

    [Fact]
    public void No_node_starts_an_actor_on_another_one()
    {
        Props props = Props.Create(() => new Deployed());
        object order = typeof(IRemoteActorRefProvider).Assembly.GetType("Akka.Remote.DaemonMsgCreate", throwOnError: true)!
            .GetConstructors()[0].Invoke([props, props.Deploy, "akka://biggraph/remote/x", _node.DeadLetters]);
        Assert.Throws<SerializationException>(() => Bytes(order));
    }

    [Fact]
    public void What_would_end_or_change_an_actor_from_afar_is_refused()
    {
        ActorRefsFor(out IInternalActorRef self);
        object[] orders =
        [
            PoisonPill.Instance, Kill.Instance, new Status.Failure(new InvalidOperationException("x")),
            new RemoteScope(new Address("akka.tcp", "biggraph", "h", 1)), new Terminate(), new Suspend(),
            new Recreate(new InvalidOperationException("x")), new Failed(self, new InvalidOperationException("x"), 0),
            new Supervise(self, true), new object(), new Uri("http://a"), new List<int>(),
        ];
        Assert.All(orders, order => Assert.Throws<SerializationException>(() => Bytes(order)));
        Assert.Throws<SerializationException>(() => _node.Serialization.Deserialize([], 16, "PP"));
        Assert.Throws<SerializationException>(() => _node.Serialization.Deserialize([], 16, "K"));
        Assert.Throws<SerializationException>(
            () => _node.Serialization.Deserialize([], 22, "Akka.Dispatch.SysMsg.Terminate, Akka"));
    }

    [Fact]
    public void What_a_cluster_needs_goes_through()
    {
        ActorRefsFor(out IInternalActorRef self);
        object[] needed =
        [
            new Identify("x"), new ActorIdentity("x", self), self, RemoteWatcher.Heartbeat.Instance,
            new RemoteWatcher.HeartbeatRsp(7), new Watch(self, self), new Unwatch(self, self),
            new DeathWatchNotification(self, true, false), new Publish("topic", new NodeEvent(new NodeUp("a:1#2", "worker"), "a:1#2", DateTimeOffset.UnixEpoch)),
            new ActorSelectionMessage(new BucketsChanged(), [new SelectChildName("user")]), "text", 5, 6L,
        ];
        Assert.All(needed, message => Assert.Equal(message.GetType(), Round(message).GetType()));
    }

    [Fact]
    public void A_wrapped_message_is_looked_at_like_any_other()
    {
        Assert.Throws<SerializationException>(
            () => Bytes(new ActorSelectionMessage(PoisonPill.Instance, [new SelectChildName("user")])));
        Assert.Throws<SerializationException>(() => Bytes(new Publish("topic", new Uri("http://a"))));
        Assert.Throws<SerializationException>(() => Bytes(new Identify(new Uri("http://a"))));
    }

    private void ActorRefsFor(out IInternalActorRef self) =>
        self = (IInternalActorRef)_node.ActorOf(Props.Create(() => new Deployed()));

    private byte[] Bytes(object message) => _node.Serialization.FindSerializerFor(message).ToBinary(message);

    private object Round(object message)
    {
        Serializer serializer = _node.Serialization.FindSerializerFor(message);
        string manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
        return _node.Serialization.Deserialize(Bytes(message), serializer.Identifier, manifest);
    }

    private IEnumerable<Serializer> All() =>
        typeof(Akka.Serialization.Serialization).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(field => field.GetValue(_node.Serialization))
            .SelectMany(value => value switch
            {
                IEnumerable<KeyValuePair<int, Serializer>> byNumber => byNumber.Select(pair => pair.Value),
                Serializer[] array => array,
                _ => [],
            })
            .Where(one => one is not null).Distinct();

    private sealed class Deployed : ReceiveActor;
}
