namespace BigGraphActors.Engine.Threads;

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
