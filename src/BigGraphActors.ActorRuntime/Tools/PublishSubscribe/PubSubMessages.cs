namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>What one node's subscribers want; the higher version is the later.</summary>
internal sealed record TopicsOfNode(UniqueAddress From, long Version, IReadOnlyList<string> Topics)
    : IDeadLetterSuppression;

/// <summary>Something published elsewhere.</summary>
internal sealed record Published(string Topic, object Message);
