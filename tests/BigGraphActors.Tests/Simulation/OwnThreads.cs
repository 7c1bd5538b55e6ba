namespace BigGraphActors.Tests.Simulation;

/// <summary>
/// Loops on all cores beside the thread pool: on it they would hold up the actors of the tests beside them for seconds.
/// </summary>
internal static class OwnThreads
{
    /// <summary>Runs an action, which must not throw, with every number from one to before another.</summary>
    public static void For(int from, int to, Action<int> action)
    {
        var next = from - 1;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) < to;)
            {
                action(number);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
    }
}
