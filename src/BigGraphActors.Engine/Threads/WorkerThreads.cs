using System.Runtime.ExceptionServices;

namespace BigGraphActors.Engine.Threads;

/// <summary>Runs one body on several threads of their own, below normal priority, and waits for all.</summary>
/// <remarks>
/// Not the thread pool: hours of arithmetic there would starve the heartbeats of a cluster. The first failure stops
/// the others at their next batch and is thrown again, with its own trace, when all have ended.
/// </remarks>
internal sealed class WorkerThreads : IWorkerCrew
{
    /// <summary>The only one that is needed: it has no state.</summary>
    public static WorkerThreads Instance { get; } = new();

    /// <inheritdoc/>
    public void Run(int threads, Action<int, CancellationToken> body, CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Exception? first = null;
        void Guarded(int index)
        {
            try
            {
                body(index, ending.Token);
            }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; all go to the caller instead.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // Only the first is thrown: the others failed alike, or ended because of it.
                Interlocked.CompareExchange(ref first, failure, null);
                ending.Cancel();
            }
        }

        Thread[] crew = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Guarded(index))
        {
            Name = $"hogwild-{index}",
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
        })];
        Array.ForEach(crew, thread => thread.Start());
        Array.ForEach(crew, thread => thread.Join());
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}

/// <summary>Threads that train one bucket together: the engine's own, or the workers of a trainer actor.</summary>
public interface IWorkerCrew
{
    /// <summary>Runs the body once on each of some threads, and waits for all.</summary>
    /// <param name="threads">How many, at least 1.</param>
    /// <param name="body">Receives the thread's index and a token that ends when one of them fails.</param>
    /// <param name="stop">The caller's own wish to stop.</param>
    /// <exception cref="Exception">What the first body threw that failed, after all have ended.</exception>
    void Run(int threads, Action<int, CancellationToken> body, CancellationToken stop);
}

/// <summary>Where a fixed crew of threads waits for its last one, thousands of times a second.</summary>
/// <remarks>Waits by spinning and yielding, since a step is shorter than waking a thread takes.</remarks>
internal sealed class Rendezvous(int threads)
{
    private int _arrived;
    private int _round;

    /// <summary>Waits until all threads have come.</summary>
    /// <param name="last">Run once, by the last to come, while the others still wait.</param>
    /// <param name="stop">Ends the waiting: another thread failed.</param>
    public void Meet(Action last, CancellationToken stop)
    {
        int round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _arrived) == threads)
        {
            last();
            _arrived = 0;
            Volatile.Write(ref _round, round + 1);
            return;
        }

        SpinWait spin = default;
        while (Volatile.Read(ref _round) == round)
        {
            stop.ThrowIfCancellationRequested();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
