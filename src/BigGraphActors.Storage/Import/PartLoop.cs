using System.Runtime.ExceptionServices;

namespace BigGraphActors.Storage.Import;

/// <summary>Works through numbered parts on several threads, each of which keeps what it works with.</summary>
internal static class PartLoop
{
    private const int TickMilliseconds = 50;

    // So few parts mean a graph so small that a thread would cost more than it saves.
    private const int FewParts = 2;

    /// <summary>Works through all parts, in about the order of their numbers.</summary>
    /// <typeparam name="T">What a thread works with.</typeparam>
    /// <param name="parts">How many there are.</param>
    /// <param name="threads">Threads at the most.</param>
    /// <param name="make">Makes what a thread works with; that thread disposes it, failed or not.</param>
    /// <param name="tick">Called by the caller's thread now and then.</param>
    /// <param name="stop">Stops between two parts.</param>
    public static void Run<T>(int parts, int threads, Func<T> make, Action tick, CancellationToken stop)
        where T : IPartWorker
    {
        int next = -1;
        void Work(Action then)
        {
            using T mine = make();
            for (int part = Interlocked.Increment(ref next); part < parts; part = Interlocked.Increment(ref next))
            {
                stop.ThrowIfCancellationRequested();
                mine.Work(part);
                then();
            }

            mine.Complete();
        }

        if (threads == 1 || parts <= FewParts)
        {
            Work(tick);
            return;
        }

        // When one fails, what the others would do is for nothing.
        void End() => Interlocked.Add(ref next, parts);
        Task[] tasks = [.. Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () => Guard(() => Work(() => { }), End),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        Exception? failure = null;
        while (!AreDone(tasks, ref failure))
        {
            if (failure is null)
            {
                try
                {
                    tick();
                }
                catch (Exception refusal)
                {
                    failure = refusal;
                    End();
                }
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void Guard(Action work, Action end)
    {
        try
        {
            work();
        }
        catch
        {
            end();
            throw;
        }
    }

    private static bool AreDone(Task[] tasks, ref Exception? failure)
    {
        try
        {
            return Task.WaitAll(tasks, TickMilliseconds);
        }
        catch (AggregateException failures)
        {
            failure ??= failures.InnerExceptions[0];
            return true;
        }
    }
}

/// <summary>What one thread of a <see cref="PartLoop"/> works with.</summary>
internal interface IPartWorker : IDisposable
{
    /// <summary>Works on a part.</summary>
    void Work(int part);

    /// <summary>Called once when no part is left.</summary>
    void Complete();
}
