using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Routing;
using BigGraphActors.Engine.Threads;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>One of the actors that train a bucket together, without locks, each on a thread of its own.</summary>
/// <remarks>
/// Holds nothing between two jobs: what it trains is in the tables that all share (HOGWILD; Niu et al., 2011). An
/// exception restarts it, and the bucket goes back to the lock.
/// </remarks>
internal sealed class HogwildWorkerActor : ReceiveActor
{
    public HogwildWorkerActor() => Receive<CrewJob>(job => job.DoShare());

    /// <summary>Called on the worker's own thread before its first job.</summary>
    protected override void PreStart() => LowPriority.Set();
}

/// <summary>Makes the router of HOGWILD workers.</summary>
internal static class HogwildHosting
{
    /// <summary>Settings of the workers' dispatcher: one thread for each of them.</summary>
    public const string Dispatcher = "biggraph.hogwild-dispatcher";

    /// <summary>The router and its workers; a failure restarts the worker alone.</summary>
    /// <param name="threads">Workers, at least 1.</param>
    public static Props Props(int threads) => Akka.Actor.Props.Create(() => new HogwildWorkerActor())
        .WithDispatcher(Dispatcher)
        .WithRouter(new BroadcastPool(threads).WithSupervisorStrategy(new OneForOneStrategy(
            _ => Directive.Restart)));

    /// <summary>The crew that works behind a router.</summary>
    public static HogwildCrew CrewOf(IActorRef router) => new(job => router.Tell(job, ActorRefs.NoSender));
}

/// <summary>The cluster's answer to <see cref="IWorkerCrew"/>: a router that gives every worker its share.</summary>
/// <param name="give">Gives a job to all workers; there are as many as the trainer has threads.</param>
internal sealed class HogwildCrew(Action<CrewJob> give) : IWorkerCrew
{
    /// <inheritdoc/>
    public void Run(int threads, Action<int, CancellationToken> body, CancellationToken stop)
    {
        using CrewJob job = new(threads, body, stop);
        give(job);
        job.Wait();
        if (job.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}

/// <summary>One bucket's work for all workers of a crew; each takes one share of it.</summary>
/// <remarks>Stays in the process. The first failure ends the others at their next batch.</remarks>
internal sealed class CrewJob : IDisposable
{
    private readonly Action<int, CancellationToken> _body;
    private readonly CancellationTokenSource _ending;
    private readonly ManualResetEventSlim _done = new(false, spinCount: 0);
    private int _left;
    private int _next = -1;
    private Exception? _first;

    /// <summary>Makes the job.</summary>
    /// <param name="shares">Workers that will take part.</param>
    /// <param name="body">The work of one worker; called once for each.</param>
    /// <param name="stop">The caller's wish to stop.</param>
    public CrewJob(int shares, Action<int, CancellationToken> body, CancellationToken stop)
    {
        _body = body;
        _left = shares;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>The first failure, after <see cref="Wait"/>.</summary>
    public Exception? Failure => _first;

    /// <summary>Does one share on the calling thread.</summary>
    /// <exception cref="WorkerFailedException">When it failed; the job knows what it was.</exception>
    public void DoShare()
    {
        int index = Interlocked.Increment(ref _next);
        try
        {
            _body(index, _ending.Token);
        }
        catch (OperationCanceledException cancelled)
        {
            // Told to end: by the caller, or because another share failed and came first.
            Interlocked.CompareExchange(ref _first, cancelled, null);
        }
        catch (Exception failure)
        {
            bool isFirst = Interlocked.CompareExchange(ref _first, failure, null) is null;
            _ending.Cancel();
            if (isFirst)
            {
                throw new WorkerFailedException($"worker {index}: {failure.Message}", failure);
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.Set();
            }
        }
    }

    /// <summary>Waits until every share has ended.</summary>
    public void Wait() => _done.Wait();

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Dispose();
        _done.Dispose();
    }
}

/// <summary>A worker's share of a bucket failed; the supervisor restarts the worker.</summary>
internal sealed class WorkerFailedException(string message, Exception cause) : Exception(message, cause);

/// <summary>Makes the calling thread give way to heartbeats.</summary>
/// <remarks>
/// On Linux .NET's thread priorities have no effect; there the thread asks the system itself to be nicer, which needs
/// no right. Never undone: the thread belongs to a worker.
/// </remarks>
internal static class LowPriority
{
    private const int Process = 0;
    private const int Niceness = 5;

    /// <summary>Lowers the calling thread, once; where the system refuses, it stays as it is.</summary>
    public static void Set()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            // On Linux the process that is meant by 0 is the calling thread alone.
            _ = SetPriority(Process, 0, Niceness);
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
