namespace Akka.Actor;

/// <summary>The two references that are nobody's.</summary>
public static class ActorRefs
{
    /// <summary>Sender of a message that comes from outside any actor: null.</summary>
    public static readonly IActorRef NoSender = null!;

    /// <summary>A reference that drops what it is sent; the answer of lookups that find nothing.</summary>
    public static readonly Nobody Nobody = Akka.Actor.Nobody.Instance;
}
