namespace Akka.Actor.Cells;

/// <summary>What surrounds one actor: its mailbox, behaviours, children, watches, and the turn it is running.</summary>
/// <remarks>
/// All members but <see cref="ChildRegistry"/>'s and those of <see cref="LocalActorRef"/> belong to the actor's own
/// turn.
/// </remarks>
internal sealed partial class ActorCell : IActorContext
{
    /// <summary>The actor whose turn runs on this thread.</summary>
    [ThreadStatic]
    public static ActorCell? Current;

    private readonly Stack<Receive?> _under = new();
    private Receive? _behavior;
    private ActorBase? _actor;
    private TimerScheduler? _timers;
    private StashBuffer? _stash;
    private TimeSpan? _receiveTimeout;
    private ICancelable? _receiveTimeoutTask;
    private TurnScheduler? _turns;
    private Envelope _turn;

    public ActorCell(ActorSystemCore system, LocalActorRef self, Props props, InternalActorRef parent,
        MessageDispatcher dispatcher)
    {
        (SystemCore, SelfRef, Props, ParentRef, Dispatcher) = (system, self, props, parent, dispatcher);
        (Mailbox, Children) = (new Mailbox(this, dispatcher), new ChildRegistry(this));
    }

    public ActorSystemCore SystemCore { get; }

    public LocalActorRef SelfRef { get; }

    public InternalActorRef ParentRef { get; }

    public Mailbox Mailbox { get; }

    public ChildRegistry Children { get; }

    public MessageDispatcher Dispatcher { get; }

    public Props Props { get; }

    public IActorRef Self => SelfRef;

    public IActorRef Parent => ParentRef;

    /// <summary>
    /// Differs from a null reference on purpose: replying to nobody gives a dead letter, as in Akka.NET.
    /// </summary>
    public IActorRef Sender => _turn.Sender ?? SystemCore.DeadLetters;

    public ActorSystem System => SystemCore;

    internal Envelope CurrentEnvelope => _turn;

    /// <summary>Messages waiting and in work; a guess, for it may be read by any thread.</summary>
    public int Load => Mailbox.Count + (_turn.Message is null ? 0 : 1);

    public IActorRef ActorOf(Props props, string? name = null) => Children.Create(props, name);

    public ActorSelection ActorSelection(string actorPath) => SystemCore.Select(actorPath, SelfRef);

    public ActorSelection ActorSelection(ActorPath actorPath) => SystemCore.ActorSelection(actorPath);

    public IActorRef Child(string name) => Children.Find(name, 0) ?? (IActorRef)ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => Children.All();

    public void Become(Receive receive)
    {
        if (_under.Count == 0)
        {
            // The first behaviour is covered, never replaced: UnbecomeStacked always leads back to it.
            BecomeStacked(receive);
            return;
        }

        _behavior = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        _under.Push(_behavior);
        _behavior = receive;
    }

    public void UnbecomeStacked()
    {
        if (_under.TryPop(out var below))
        {
            // Null stands for the actor's own Receive: something was stacked while its constructor ran.
            _behavior = below ?? _actor!.ReceiveInternal;
        }
    }

    public void Stop(IActorRef child) => SystemCore.Stop(child);

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _receiveTimeout = timeout;
        RearmReceiveTimeout();
    }

    internal void Start()
    {
        Mailbox.PostSystem(new Create());
        Mailbox.Start();
    }

    internal void Invoke(in Envelope envelope)
    {
        _turn = envelope;
        var message = envelope.Message;
        try
        {
            if (message is IAutoReceivedMessage)
            {
                AutoReceive(message);
            }
            else if (message is TimerMessage timer)
            {
                InvokeTimer(timer);
            }
            else
            {
                Handle(message);
            }
        }
        // Whatever an actor throws is its supervisor's business.
        catch (Exception failure)
        {
            FailTurn(failure);
        }
        finally
        {
            // An asynchronous handler still needs to know whom it answers.
            if (!Mailbox.IsSuspended)
            {
                _turn = default;
            }

            if (_receiveTimeout is not null && message is not INotInfluenceReceiveTimeout)
            {
                RearmReceiveTimeout();
            }
        }
    }

    /// <summary>The behaviour on top, the actor's <c>AroundReceive</c> around it.</summary>
    internal void Handle(object message)
    {
        if (!_actor!.AroundReceive(_behavior!, message))
        {
            _actor.UnhandledInternal(message);
        }
    }

    /// <summary>
    /// Runs a task's synchronous parts on this actor's turns and holds its messages back until it ends.
    /// </summary>
    internal void RunTask(Func<Task> action)
    {
        _turns ??= new TurnScheduler(this);
        _turns.Run(action, _turn);
    }

    internal void ResumeTurn(in Envelope envelope, Action work)
    {
        _turn = envelope;
        try
        {
            work();
        }
        // As in a turn.
        catch (Exception failure)
        {
            FailTurn(failure);
        }
    }

    private void InvokeTimer(TimerMessage timer)
    {
        if (_timers?.Accept(timer) == true)
        {
            if (timer.Message is IAutoReceivedMessage)
            {
                AutoReceive(timer.Message);
                return;
            }

            // The stash must see the message itself, not the timer's wrapping.
            _turn = new Envelope(timer.Message, SelfRef);
            Handle(timer.Message);
        }
    }

    private void AutoReceive(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                ReceiveTerminated(terminated);
                break;
            case PoisonPill:
                SelfRef.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, SelfRef), SelfRef);
                break;
            case ActorSelectionMessage selection:
                selection.Deliver(SelfRef, _turn.Sender);
                break;
        }
    }

    private void RearmReceiveTimeout()
    {
        _receiveTimeoutTask?.Cancel();
        _receiveTimeoutTask = _receiveTimeout is { } timeout && timeout > TimeSpan.Zero
            ? SystemCore.Scheduler.ScheduleTellOnceCancelable(timeout, SelfRef, Actor.ReceiveTimeout.Instance, SelfRef)
            : null;
    }

    private void NewActor()
    {
        _under.Clear();
        _behavior = null;
        var actor = _actor = Props.NewActor()
            ?? throw new ActorInitializationException(SelfRef, "The producer of the actor gave null");
        _behavior ??= actor.ReceiveInternal;
        if (actor is IActorStash stashing)
        {
            stashing.Stash = _stash ??= new StashBuffer(this);
        }

        if (actor is IWithTimers timing)
        {
            timing.Timers = _timers ??= new TimerScheduler(this);
        }

        actor.Initialize();
    }

    private void LogError(Exception cause, string what) =>
        SystemCore.EventStream.Publish(new Error(cause, Self.Path.ToString(), _actor?.GetType() ?? Props.Type,
            string.Create(CultureInfo.InvariantCulture, $"{what}: {cause.Message}")));
}
