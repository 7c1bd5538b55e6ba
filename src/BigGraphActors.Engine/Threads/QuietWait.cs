namespace BigGraphActors.Engine.Threads;

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
