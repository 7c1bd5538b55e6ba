namespace Akka.Pattern;

/// <summary>
/// Stands in front of one child and brings it back with growing delays. Messages are forwarded; while the child is down
/// they are answered or become dead letters.
/// </summary>
public sealed class BackoffSupervisor : UntypedActor
{
    private readonly BackoffOptions _options;
    private readonly HashSet<IActorRef> _failed = [];
    private IActorRef? _child;
    private int _restarts;

    internal BackoffSupervisor(BackoffOptions options) => _options = options;

    /// <summary>The props of a supervisor.</summary>
    public static Props Props(BackoffOptions options) =>
        Actor.Props.From(typeof(BackoffSupervisor), () => new BackoffSupervisor(options));

    /// <inheritdoc/>
    protected override void PreStart() => StartChildNow();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy()
    {
        var usual = (OneForOneStrategy)Actor.SupervisorStrategy.DefaultStrategy;
        return !_options.OnFailure ? usual : new OneForOneStrategy(cause =>
        {
            var directive = usual.Decide(cause);
            if (directive != Directive.Restart)
            {
                return directive;
            }

            // The child's end then comes as a Terminated that is told apart from a stop of its own will.
            _failed.Add(_child!);
            return Directive.Stop;
        });
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_child):
                ChildGone(_failed.Remove(terminated.ActorRef));
                break;
            case StartChild:
                StartChildNow();
                break;
            case ResetCount reset:
                _restarts = reset.Seen == _restarts ? 0 : _restarts;
                break;
            case Reset:
                _restarts = 0;
                break;
            case GetRestartCount:
                Sender.Tell(new RestartCount(_restarts));
                break;
            case GetCurrentChild:
                Sender.Tell(new CurrentChild(_child!));
                break;
            default:
                PassOn(message);
                break;
        }
    }

    private void PassOn(object message)
    {
        if (Sender.Equals(_child))
        {
            // What the child says to its parent is meant for the one above.
            Context.Parent.Forward(message);
        }
        else if (_child is not null)
        {
            _child.Forward(message);
        }
        else if (_options.ReplyWhileStopped is { } reply)
        {
            Sender.Tell(reply);
        }
        else
        {
            Context.System.DeadLetters.Forward(message);
        }
    }

    private void ChildGone(bool byFailure)
    {
        _child = null;
        if (_options.OnFailure && !byFailure)
        {
            Context.Stop(Self);
            return;
        }

        if (_options.MaxRetries >= 0 && _restarts >= _options.MaxRetries)
        {
            Context.GetLogger().Debug("Terminating: the child was restarted {0} times", _restarts);
            Context.Stop(Self);
            return;
        }

        var delay = _options.Delay(_restarts, Random.Shared.NextDouble());
        _restarts++;
        Context.System.Scheduler.ScheduleTellOnce(delay, Self, new StartChild(), Self);
    }

    private void StartChildNow()
    {
        if (_child is not null)
        {
            return;
        }

        _child = Context.Watch(Context.ActorOf(_options.ChildProps, _options.ChildName));
        if (_options.AutoReset is { } after)
        {
            Context.System.Scheduler.ScheduleTellOnce(after, Self, new ResetCount(_restarts), Self);
        }
    }

    /// <summary>Sent by the child to its parent: past failures are forgotten.</summary>
    public sealed class Reset
    {
        /// <summary>The only one.</summary>
        public static readonly Reset Instance = new();

        private Reset() { }
    }

    /// <summary>Asks for <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        /// <summary>The only one.</summary>
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount() { }
    }

    /// <summary>How often the child was brought back since the last reset.</summary>
    /// <param name="Count">From 0.</param>
    public sealed record RestartCount(int Count);

    /// <summary>Asks for <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        /// <summary>The only one.</summary>
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild() { }
    }

    /// <summary>Answers <see cref="GetCurrentChild"/>.</summary>
    /// <param name="Ref">The child, or null while it is down.</param>
    public sealed record CurrentChild(IActorRef Ref);

    private sealed record StartChild : IDeadLetterSuppression;

    private sealed record ResetCount(int Seen) : IDeadLetterSuppression;
}
