namespace Akka.Actor;

/// <summary>
/// Ends a node in phases, each with its tasks and its time: what users wait for first, the actors last.
/// </summary>
/// <remarks>
/// Tasks of one phase run together; a phase begins when the one before has ended or run out of time. Runs once,
/// whatever the number of callers. May differ: SIGTERM runs it here too (<c>run-by-clr-shutdown-hook</c>), which .NET
/// 10 leaves to the program.
/// </remarks>
public sealed class CoordinatedShutdown : IExtension
{
    /// <summary>First of all phases.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>No new requests from outside.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Open requests are finished.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Services end.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>The place to finish work that others wait for.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Shards are handed over.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>The node says that it leaves.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>Singletons are handed over.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>The others have seen it.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>The membership ends.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>Last chance before actors stop.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>The actors stop.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ActorSystemCore _system;
    private readonly Config _config;
    private readonly ShutdownPhases _phases;
    private readonly Lock _changing = new();
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Run)>> _tasks = [];
    private Task<Done>? _running;

    internal CoordinatedShutdown(ActorSystemCore system)
    {
        _system = system;
        _config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        _phases = new ShutdownPhases(_config);
        if (_config.GetBoolean("terminate-actor-system", true))
        {
            AddTask(PhaseActorSystemTerminate, "terminate-system", TerminateSystem);
        }

        if (_config.GetBoolean("run-by-clr-shutdown-hook", true))
        {
            HookProcessExit();
        }
    }

    /// <summary>Why the shutdown runs; null until it does.</summary>
    public Reason ShutdownReason { get; private set; } = null!;

    /// <summary>The longest that all phases together may take.</summary>
    public TimeSpan TotalTimeout =>
        _phases.Order.Aggregate(TimeSpan.Zero, (sum, phase) => sum + _phases[phase].Timeout);

    /// <summary>The shutdown of a system.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys) => (CoordinatedShutdown)sys.RegisterExtension(Id.Instance);

    /// <summary>Adds work to a phase; also while the shutdown runs, if the phase has not begun.</summary>
    /// <exception cref="ConfigurationException">When there is no such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        _ = _phases[phase];
        lock (_changing)
        {
            if (!_tasks.TryGetValue(phase, out var tasks))
            {
                _tasks[phase] = tasks = [];
            }

            tasks.Add((taskName, task));
        }
    }

    /// <summary>Runs the phases.</summary>
    /// <param name="reason">Why; remembered in <see cref="ShutdownReason"/>.</param>
    /// <param name="fromPhase">Skips all before it; null for all.</param>
    /// <returns>
    /// The same task for all callers; it fails when a phase does that may not (<c>recover = off</c>).
    /// </returns>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        lock (_changing)
        {
            if (_running is null)
            {
                ShutdownReason = reason;
                _running = Task.Run(() => RunPhases(fromPhase));
            }

            return _running;
        }
    }

    private static async Task<Done> Guarded(Func<Task<Done>> task) => await task().ConfigureAwait(false);

    private async Task<Done> RunPhases(string? fromPhase)
    {
        var order = fromPhase is null ? _phases.Order : _phases.Order.SkipWhile(phase => phase != fromPhase);
        foreach (var name in order)
        {
            var phase = _phases[name];
            List<(string Name, Func<Task<Done>> Run)> tasks;
            lock (_changing)
            {
                tasks = _tasks.TryGetValue(name, out var added) ? [.. added] : [];
            }

            if (phase.Enabled && tasks.Count > 0)
            {
                await RunPhase(name, phase, tasks).ConfigureAwait(false);
            }
        }

        if (_config.GetBoolean("exit-clr", false))
        {
            // Not awaited: exiting runs the process's exit handlers, which wait for this very task.
            _ = Task.Run(() => Environment.Exit(0));
        }

        return Done.Instance;
    }

    private async Task RunPhase(string name, ShutdownPhases.Phase phase,
        List<(string Name, Func<Task<Done>> Run)> tasks)
    {
        try
        {
            await Task.WhenAll(tasks.Select(task => Guarded(task.Run))).WaitAsync(phase.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (phase.Recover)
        {
            _system.Log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", name, phase.Timeout);
        }
        // A phase that may recover must not end the shutdown.
        catch (Exception failure) when (phase.Recover)
        {
            _system.Log.Warning(failure, "Coordinated shutdown phase [{0}] failed: {1}", name, failure.Message);
        }
    }

    private async Task<Done> TerminateSystem()
    {
        _system.FinalTerminate();
        await _system.WhenTerminated.ConfigureAwait(false);
        return Done.Instance;
    }

    private void HookProcessExit()
    {
        void OnExit(object? sender, EventArgs e)
        {
            if (!_system.WhenTerminated.IsCompleted)
            {
                Run(ClrExitReason.Instance).Wait(TotalTimeout);
            }
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _system.RegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= OnExit);
    }

    /// <summary>Why a shutdown runs.</summary>
    public class Reason
    {
        private protected Reason() { }

        /// <inheritdoc/>
        public override string ToString() => GetType().Name;
    }

    /// <summary>Nobody said why.</summary>
    public sealed class UnknownReason : Reason
    {
        /// <summary>The only one.</summary>
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason() { }
    }

    /// <summary>The system was told to terminate.</summary>
    public sealed class ActorSystemTerminateReason : Reason
    {
        /// <summary>The only one.</summary>
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason() { }
    }

    /// <summary>The process ends.</summary>
    public sealed class ClrExitReason : Reason
    {
        /// <summary>The only one.</summary>
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason() { }
    }

    /// <summary>
    /// This node was downed; <c>exit-clr</c> exits with 0 even so, as Akka.NET does: the program must look here.
    /// </summary>
    public sealed class ClusterDowningReason : Reason
    {
        /// <summary>The only one.</summary>
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason() { }
    }

    /// <summary>This node left the cluster.</summary>
    public sealed class ClusterLeavingReason : Reason
    {
        /// <summary>The only one.</summary>
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason() { }
    }

    private sealed class Id : ExtensionIdProvider<CoordinatedShutdown>
    {
        public static readonly Id Instance = new();

        public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new((ActorSystemCore)system);
    }
}
