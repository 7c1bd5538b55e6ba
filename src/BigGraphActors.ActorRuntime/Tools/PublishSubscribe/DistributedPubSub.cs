namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>Publishing to subscribers on all nodes.</summary>
/// <remarks>May differ: topics only; no groups, no sending by path.</remarks>
public sealed class DistributedPubSub : IExtension
{
    private DistributedPubSub(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.cluster.pub-sub");
        var interval = config.GetTimeSpan("gossip-interval");
        var role = config.GetString("role", "");
        Mediator = system.SystemActorOf(
            Props.From(typeof(PubSubMediator), () => new PubSubMediator(role, interval))
                .WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId),
                    config.GetString("name", "distributedPubSubMediator"));
    }

    /// <summary>Takes <see cref="Subscribe"/>, <see cref="Unsubscribe"/> and <see cref="Publish"/>.</summary>
    public IActorRef Mediator { get; }

    /// <summary>That of a system; there must be one on every node of the role that publishes or subscribes.</summary>
    public static DistributedPubSub Get(ActorSystem system) => (DistributedPubSub)system.RegisterExtension(Id.Instance);

    private sealed class Id : ExtensionIdProvider<DistributedPubSub>
    {
        public static readonly Id Instance = new();

        public override DistributedPubSub CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
