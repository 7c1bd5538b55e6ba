namespace Akka.Routing;

/// <summary>Someone behind a router.</summary>
public abstract class Routee
{
    private protected Routee() { }

    /// <summary>Messages waiting and in work.</summary>
    internal abstract int Load { get; }

    /// <summary>Sends past the router.</summary>
    public abstract void Send(object message, IActorRef? sender);
}
