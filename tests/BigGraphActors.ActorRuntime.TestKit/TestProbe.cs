using Akka.Actor;

namespace Akka.TestKit;

/// <summary>An actor of a test's own, with a queue to look at; may be handed out as a reference.</summary>
public sealed class TestProbe : TestKitBase, INoImplicitSender
{
    internal TestProbe(ActorSystem system, string? name)
        : base(system, name)
    {
    }

    /// <summary>The probe's actor.</summary>
    public IActorRef Ref => TestActor;

    /// <summary>Sender of the message looked at last.</summary>
    public IActorRef Sender => LastSender;

    /// <summary>Sends as the probe.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Answers the sender of the message looked at last.</summary>
    public void Reply(object message) => LastSender.Tell(message, TestActor);

    /// <summary>Sends the message looked at last on, with its sender.</summary>
    public void Forward(IActorRef actor) => actor.Tell(LastMessage!, LastSender);

    /// <summary>Sends to the probe as the running actor.</summary>
    public void Tell(object message) => TestActor.Tell(message);
}
