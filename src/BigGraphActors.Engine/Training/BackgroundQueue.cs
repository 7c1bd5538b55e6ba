using System.Collections.Concurrent;

namespace BigGraphActors.Engine.Training;

/// <summary>One thread that does a training loop's input and output, in the order in which it was asked for.</summary>
/// <remarks>
/// The order is what makes it correct: what a bucket changed is written before the next read of the same partition.
/// </remarks>
internal sealed class BackgroundQueue : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
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
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // It goes to whoever waits for the result.
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
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Work()
    {
        foreach (Action action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
