using Akka.Remote;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>What singleton managers say to each other; both may come twice.</summary>
internal abstract record SingletonMessage(UniqueAddress From) : IUrgentMessage, IDeadLetterSuppression;

/// <summary>From the next oldest to one that leaves: stop yours and say so. Repeated until answered.</summary>
internal sealed record HandOverToMe(UniqueAddress From) : SingletonMessage(From);

/// <summary>Mine has stopped, and none will start here again.</summary>
internal sealed record HandOverDone(UniqueAddress From) : SingletonMessage(From);
