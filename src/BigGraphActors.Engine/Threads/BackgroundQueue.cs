namespace BigGraphActors.Engine.Threads;

/// <summary>One thread that does a training loop's input and output, in the order in which it was asked for.</summary>
/// <remarks>
/// The order is what makes it correct: what a bucket changed is written before the next read of the same partition.
/// It waits without spinning, which beside busy training threads would go on for a tenth of a second.
/// </remarks>
internal sealed class BackgroundQueue : IDisposable
{
    private readonly Queue<Action> _work = [];
    private readonly object _gate = new();
    private bool _ended;
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    public BackgroundQueue()
    {
        _thread = new Thread(Work) { Name = "training-io", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues something to be done.</summary>
    /// <returns>Its result, or what it threw.</returns>
    public Task<T> Do<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // It goes to the caller that waits for the result.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                done.SetException(failure);
            }
        });
        return done.Task;
    }

    /// <summary>Waits for what is queued, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Add(Action work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _work.Enqueue(work);
            Monitor.Pulse(_gate);
        }
    }

    private void Work()
    {
        while (Dequeue() is { } work)
        {
            work();
        }
    }

    private Action? Dequeue()
    {
        lock (_gate)
        {
            while (_work.Count == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }

            return _work.TryDequeue(out Action? work) ? work : null;
        }
    }
}

/// <summary>Waits for tasks asleep from the start.</summary>
/// <remarks>
/// A task's own wait spins and yields first, some 35 times. Beside training threads on every core each of those takes
/// milliseconds, in which the waiting thread counts as one that runs.
/// </remarks>
public static class QuietWait
{
    /// <summary>Blocks until a task has ended.</summary>
    /// <returns>The result of the task.</returns>
    /// <exception cref="Exception">What the task failed with, by itself and not wrapped.</exception>
    public static T Await<T>(this Task<T> task)
    {
        Sleep(task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Blocks until a task has ended.</summary>
    /// <exception cref="Exception">What the task failed with, by itself and not wrapped.</exception>
    public static void Await(this Task task)
    {
        Sleep(task);
        task.GetAwaiter().GetResult();
    }

    private static void Sleep(Task task)
    {
        if (!task.IsCompleted)
        {
            // Not disposed of: the continuation may still be in the call that woke us.
            ManualResetEventSlim ended = new(false, spinCount: 0);
            task.ContinueWith(
                _ => ended.Set(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            ended.Wait();
        }
    }
}
