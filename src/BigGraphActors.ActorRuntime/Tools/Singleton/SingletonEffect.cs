namespace Akka.Cluster.Tools.Singleton;

/// <summary>What the world has to do for the singleton protocol.</summary>
internal abstract record SingletonEffect
{
    /// <summary>Start the instance here.</summary>
    public sealed record StartInstance : SingletonEffect;

    /// <summary>Tell the instance to stop, and say when it has.</summary>
    public sealed record StopInstance : SingletonEffect;

    /// <summary>Send, at most once.</summary>
    public sealed record Send(UniqueAddress To, SingletonMessage Message) : SingletonEffect;
}
