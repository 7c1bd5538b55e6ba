using System.Runtime.ExceptionServices;
using BigGraphActors.Engine.Threads;

namespace BigGraphActors.Cluster.Trainers;

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
