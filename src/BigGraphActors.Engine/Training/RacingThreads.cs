using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Threads;

namespace BigGraphActors.Engine.Training;

/// <summary>Threads that update the same tables without locks (HOGWILD).</summary>
/// <remarks>The first has a head start on new tables: see <see cref="HeadStart"/>.</remarks>
internal static class RacingThreads
{
    /// <summary>One thread's training.</summary>
    /// <param name="index">Number of the thread, from 0.</param>
    /// <param name="ahead">Is told how far the first thread is; none for the others.</param>
    /// <param name="ending">Ends training between two batches.</param>
    public delegate BatchStatistics Share(int index, HeadStart? ahead, CancellationToken ending);

    /// <summary>Runs all threads and adds what they counted.</summary>
    /// <param name="crew">The threads that do the work.</param>
    /// <param name="threads">Number of threads to use; at most the crew's.</param>
    /// <param name="headStart">Holds all but the first back.</param>
    /// <param name="share">The work of one thread; called once for each.</param>
    /// <param name="stop">Ends training between two batches.</param>
    public static BatchStatistics Run(
        IWorkerCrew crew, int threads, HeadStart headStart, Share share, CancellationToken stop)
    {
        var sums = new BatchStatistics[threads];
        crew.Run(
            threads,
            (index, ending) =>
            {
                if (index > 0)
                {
                    headStart.Wait(ending);
                }

                try
                {
                    sums[index] = share(index, index == 0 ? headStart : null, ending);
                }
                finally
                {
                    headStart.End();
                }
            },
            stop);
        return sums.Aggregate((left, right) => left + right);
    }
}
