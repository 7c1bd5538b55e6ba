namespace Akka.Actor;

/// <summary>
/// An actor: state that only its own turns touch, one message at a time. It is made by the runtime, and made anew after
/// a failure if its supervisor says so; whoever holds its reference does not notice.
/// </summary>
public abstract class ActorBase
{
    private readonly ActorCell _cell;

    /// <summary>For the runtime: an actor made with <c>new</c> outside of one has no context.</summary>
    /// <exception cref="ActorInitializationException">When no actor is being made on this thread.</exception>
    protected ActorBase()
    {
        _cell = ActorCell.Current ?? throw new ActorInitializationException(null,
            $"An instance of {GetType()} cannot be created with its constructor: use ActorOf(Props.Create(...))");
    }

    /// <summary>The context of the actor that runs on this thread.</summary>
    /// <exception cref="NotSupportedException">
    /// When none does, as after an await with <c>ConfigureAwait(false)</c>.
    /// </exception>
    protected static IActorContext Context => ActorCell.Current
        ?? throw new NotSupportedException(
            "There is no active ActorContext: this code does not run on an actor's turn");

    /// <summary>This actor; may be used on any thread.</summary>
    protected IActorRef Self => _cell.Self;

    /// <summary>Who sent the current message; dead letters when nobody did.</summary>
    protected IActorRef Sender => _cell.Sender;

    internal SupervisorStrategy SupervisorStrategyInternal => SupervisorStrategy();

    /// <summary>Wraps <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>Wraps <see cref="PreRestart"/>.</summary>
    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    /// <summary>Wraps <see cref="PostRestart"/>.</summary>
    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    /// <summary>Wraps <see cref="PostStop"/>.</summary>
    public virtual void AroundPostStop() => PostStop();

    internal bool ReceiveInternal(object message) => Receive(message);

    internal void UnhandledInternal(object message) => Unhandled(message);

    internal virtual void Initialize() { }

    /// <summary>Wraps every message that reaches the behaviour.</summary>
    protected internal virtual bool AroundReceive(Receive receive, object message) => receive(message);

    /// <summary>The first behaviour.</summary>
    /// <returns>False when the message is left unhandled.</returns>
    protected abstract bool Receive(object message);

    /// <summary>Before the first message, once in the life of the actor and, by default, after each restart.</summary>
    protected virtual void PreStart() { }

    /// <summary>On the failed instance: by default stops the children and runs <see cref="PostStop"/>.</summary>
    /// <param name="reason">Why it is restarted.</param>
    /// <param name="message">What it failed at; that message is not delivered again.</param>
    protected virtual void PreRestart(Exception reason, object message)
    {
        _cell.UnwatchAndStopChildren();
        PostStop();
    }

    /// <summary>On the new instance: by default runs <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>After the last message, when all children are gone.</summary>
    protected virtual void PostStop() { }

    /// <summary>What to do with failing children; the default restarts them.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Publishes <see cref="UnhandledMessage"/>; <see cref="Terminated"/> fails the actor instead.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
        {
            throw new DeathPactException(terminated.ActorRef);
        }

        _cell.System.EventStream.Publish(new UnhandledMessage(message, _cell.Sender, _cell.Self));
    }

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(Receive receive) => _cell.Become(receive);

    /// <summary>Puts a behaviour over the current one.</summary>
    protected void BecomeStacked(Receive receive) => _cell.BecomeStacked(receive);

    /// <summary>Goes back to the behaviour below, if there is one.</summary>
    protected void UnbecomeStacked() => _cell.UnbecomeStacked();

    /// <summary>Sends <see cref="ReceiveTimeout"/> after each silence of this length; null switches it off.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => _cell.SetReceiveTimeout(timeout);

    private protected void RunOnTurns(Func<Task> action) => _cell.RunTask(action);
}
