using Akka.Remote;

namespace Akka.Actor;

/// <summary>The one implementation of <see cref="ActorSystem"/>.</summary>
internal sealed class ActorSystemCore : ExtendedActorSystem, IActorRefProvider
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentStack<Action> _onTermination = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SystemClock _clock;
    private readonly Lazy<Akka.Serialization.Serialization> _serialization;
    private int _finished;

    public ActorSystemCore(string name, Config config)
    {
        Name = name;
        Settings = new Settings(config.WithFallback(ConfigurationFactory.Default()));
        EventStream = new EventStream();
        Log = Logging.GetLogger(this, $"ActorSystem({name})");
        _clock = new SystemClock(name);
        Dispatchers = new Dispatchers(Settings.Config);
        _serialization = new Lazy<Akka.Serialization.Serialization>(() => new Akka.Serialization.Serialization(this));
        LocalAddress = new Address("akka", name);
        RootGuardian = new RootGuardian(this);
        DeadLetters = new DeadLetterActorRef(this, RootGuardian.Path / "deadLetters");
        Guardian = NewGuardian("user");
        SystemGuardian = NewGuardian("system");
        RootGuardian.Adopt(Guardian, SystemGuardian);
        Temporary = new TemporaryRefs(this, RootGuardian.Path / "temp");
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters { get; }

    public override ILoggingAdapter Log { get; }

    public override IScheduler Scheduler => _clock;

    public Dispatchers Dispatchers { get; }

    public override Akka.Serialization.Serialization Serialization => _serialization.Value;

    public override Task WhenTerminated => _terminated.Task;

    public override IActorRefProvider Provider => this;

    public Address DefaultAddress => Remoting?.LocalAddress ?? LocalAddress;

    internal Address LocalAddress { get; }

    internal RootGuardian RootGuardian { get; }

    internal LocalActorRef Guardian { get; }

    internal LocalActorRef SystemGuardian { get; }

    internal TemporaryRefs Temporary { get; }

    /// <summary>The way to other nodes; null in a local system.</summary>
    internal TcpRemoting? Remoting { get; private set; }

    /// <summary>Brings the system to life, in the order in which its parts need each other.</summary>
    public void Start()
    {
        Guardian.Start();
        SystemGuardian.Start();
        StartLoggers();
        try
        {
            // Now, and not with the first message to another node: what is wrong with it is said while someone looks.
            _ = Serialization;
            Remoting = RemoteProvider.Make(this);
            Remoting?.Start();
            CoordinatedShutdown.Get(this);
            RemoteProvider.StartCluster(this);
        }
        catch
        {
            FinalTerminate();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string? name = null) => Guardian.Cell.ActorOf(props, name);

    public override IActorRef SystemActorOf(Props props, string? name = null) =>
        SystemGuardian.Cell.ActorOf(props, name);

    public override ActorSelection ActorSelection(ActorPath actorPath) =>
        new(RootOf(actorPath.Address), actorPath.Elements);

    public override ActorSelection ActorSelection(string actorPath) => Select(actorPath, Guardian);

    public override void Stop(IActorRef actor)
    {
        if (actor is LocalActorRef local)
        {
            (local.Parent as LocalActorRef)?.Cell.Children.MarkDying(local);
            local.Stop();
        }
        else
        {
            actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }
    }

    public override Task Terminate()
    {
        if (Settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true))
        {
            CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        }
        else
        {
            FinalTerminate();
        }

        return WhenTerminated;
    }

    public override void RegisterOnTermination(Action code) => _onTermination.Push(code);

    public override object RegisterExtension(IExtensionId extension) =>
        _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this)))
            .Value;

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var parsed) ? Resolve(parsed) : DeadLetters;

    internal InternalActorRef Resolve(ActorPath path)
    {
        if (!IsLocal(path.Address))
        {
            return Remoting!.RefFor(path);
        }

        InternalActorRef? at = RootGuardian;
        var elements = path.Elements;
        for (var i = 0; i < elements.Count && at is not null; i++)
        {
            at = at.GetChild(elements[i], i == elements.Count - 1 ? path.Uid : 0);
        }

        return at ?? new EmptyActorRef(this, path);
    }

    internal bool IsLocal(Address address) =>
        Remoting is null || address == LocalAddress || address == Remoting.LocalAddress;

    internal ActorSelection Select(string path, InternalActorRef relativeTo)
    {
        if (ActorPath.TryParse(path, out var full))
        {
            return ActorSelection(full);
        }

        var elements = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new ActorSelection(path.StartsWith('/') ? RootGuardian : relativeTo, elements);
    }

    internal void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient)
    {
        // What is said about a dead letter, to someone who is dead too, must not be said again.
        if (message is IDeadLetterSuppression or AllDeadLetters or LogEvent)
        {
            return;
        }

        if (message is Identify identify)
        {
            sender?.Tell(new ActorIdentity(identify.MessageId, null!), ActorRefs.NoSender);
        }
        else
        {
            EventStream.Publish(new DeadLetter(message, sender ?? DeadLetters, recipient));
        }
    }

    /// <summary>Stops the guardians without further ado; what the last phase of the shutdown does.</summary>
    internal void FinalTerminate() => Guardian.Stop();

    internal void GuardiansGone()
    {
        if (Interlocked.Exchange(ref _finished, 1) != 0)
        {
            return;
        }

        // Not on the turn of the last actor: callbacks may take their time, and the dispatchers end here.
        ThreadPool.UnsafeQueueUserWorkItem(static system => system.Finish(), this, preferLocal: false);
    }

    private void Finish()
    {
        Remoting?.Dispose();
        while (_onTermination.TryPop(out var code))
        {
            try
            {
                code();
            }
            // One callback must not keep the others from running.
            catch (Exception failure)
            {
                EventStream.Publish(new Error(failure, Name, typeof(ActorSystem), "A termination callback failed"));
            }
        }

        _clock.Dispose();
        Dispatchers.Shutdown();
        _terminated.TrySetResult();
    }

    private InternalActorRef RootOf(Address address) =>
        IsLocal(address) ? RootGuardian : Remoting!.RefFor(new RootActorPath(address));

    private LocalActorRef NewGuardian(string name) => new(
        this, new ChildActorPath(RootGuardian.Path, name, 0), RootGuardian,
        Props.Create(() => new GuardianActor()).WithDispatcher(Dispatchers.InternalDispatcherId));

    private void StartLoggers()
    {
        var number = 0;
        foreach (var name in Settings.Config.GetStringList("akka.loggers"))
        {
            var type = Akka.Serialization.TypeNames.Load(name)
                ?? throw new ConfigurationException($"akka.loggers names {name}, which cannot be loaded");
            var logger = SystemActorOf(Props.Create(type).WithDispatcher(Dispatchers.InternalDispatcherId),
                $"log{++number}-{type.Name}");
            EventStream.Subscribe(logger, typeof(LogEvent));
            logger.Tell(new InitializeLogger(EventStream), ActorRefs.Nobody);
        }

        var limit = Settings.Config.GetString("akka.log-dead-letters", "10") switch
        {
            "off" or "false" => 0,
            "on" or "true" => int.MaxValue,
            _ => Settings.Config.GetInt("akka.log-dead-letters", 10),
        };
        if (limit > 0)
        {
            var props = Props.From(typeof(DeadLetterListener), () => new DeadLetterListener(limit));
            EventStream.Subscribe(SystemActorOf(props.WithDispatcher(Dispatchers.InternalDispatcherId),
                "deadLetterListener"), typeof(DeadLetter));
        }
    }
}
