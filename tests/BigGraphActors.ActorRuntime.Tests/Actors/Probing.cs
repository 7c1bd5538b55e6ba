using Akka.Actor;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

/// <summary>Tells a witness what its life cycle does, fails when told to.</summary>
internal sealed class LifeCycleActor : ReceiveActor
{
    private readonly IActorRef _witness;
    private int _count;

    public LifeCycleActor(IActorRef witness)
    {
        _witness = witness;
        witness.Tell("constructed");
        Receive<Exception>(Fail);
        Receive<string>(text => text == "count", _ => Sender.Tell(++_count));
        Receive<string>(text => _witness.Tell("got " + text));
    }

    protected override void PreStart() => _witness.Tell("PreStart");

    protected override void PostStop() => _witness.Tell("PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        _witness.Tell($"PreRestart {reason.Message} {(message as Exception)?.Message}");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        _witness.Tell("PostRestart " + reason.Message);
        base.PostRestart(reason);
    }

    private static void Fail(Exception failure) => throw failure;
}

/// <summary>A parent with a strategy of the test's, that makes children of the props it is sent.</summary>
internal sealed class ParentActor : ReceiveActor
{
    private readonly SupervisorStrategy _strategy;

    public ParentActor(SupervisorStrategy strategy)
    {
        _strategy = strategy;
        Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
        Receive<Exception>(Fail);
    }

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    private static void Fail(Exception failure) => throw failure;
}

/// <summary>Answers with what it is told.</summary>
internal sealed class EchoActor : ReceiveActor
{
    public EchoActor()
    {
        ReceiveAny(message => Sender.Tell(message));
    }
}
