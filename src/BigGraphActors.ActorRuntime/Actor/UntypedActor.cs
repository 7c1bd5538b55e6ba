namespace Akka.Actor;

/// <summary>An actor with one method for all messages.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>Handles a message, or hands it to <see cref="ActorBase.Unhandled"/>.</summary>
    protected abstract void OnReceive(object message);

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(UntypedReceive receive) => base.Become(message => Always(receive, message));

    /// <summary>Puts a behaviour over the current one.</summary>
    protected void BecomeStacked(UntypedReceive receive) =>
        base.BecomeStacked(message => Always(receive, message));

    private static bool Always(UntypedReceive receive, object message)
    {
        receive(message);
        return true;
    }
}
