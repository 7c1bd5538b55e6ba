namespace Akka.Actor;

/// <summary>What the runtime itself asks of a reference.</summary>
internal interface IInternalActorRef : IActorRef
{
    /// <summary>The reference one level up; itself at the root.</summary>
    IInternalActorRef Parent { get; }

    /// <summary>The system in this process that the reference belongs to; null when it belongs to none.</summary>
    ActorSystemCore? Home { get; }

    /// <summary>Whether the actor has stopped, as far as this process knows.</summary>
    bool IsTerminated { get; }

    /// <summary>A system message overtakes all user messages and is delivered even to a suspended actor.</summary>
    void SendSystemMessage(SystemMessage message);

    /// <summary>A child by name and, unless 0, incarnation; null when there is none.</summary>
    IInternalActorRef? GetChild(string name, long uid);
}
