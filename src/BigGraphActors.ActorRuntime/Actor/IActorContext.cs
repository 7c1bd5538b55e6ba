namespace Akka.Actor;

/// <summary>What an actor sees of the runtime; valid during its own turn only.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>This actor.</summary>
    IActorRef Self { get; }

    /// <summary>Who sent the current message; dead letters when nobody did.</summary>
    IActorRef Sender { get; }

    /// <summary>The supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>How this actor was made.</summary>
    Props Props { get; }

    /// <summary>The system it lives in.</summary>
    ActorSystem System { get; }

    /// <summary>Replaces the behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behaviour over the current one.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour below, if there is one.</summary>
    void UnbecomeStacked();

    /// <summary>A child by name; <see cref="ActorRefs.Nobody"/> when there is none.</summary>
    IActorRef Child(string name);

    /// <summary>The children that live, and those that are stopping.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Stops an actor after its current message; what waits in its mailbox becomes dead letters.</summary>
    void Stop(IActorRef child);

    /// <summary>
    /// Sends <see cref="Actor.ReceiveTimeout"/> after each silence of this length; null switches it off.
    /// </summary>
    void SetReceiveTimeout(TimeSpan? timeout);
}
