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
