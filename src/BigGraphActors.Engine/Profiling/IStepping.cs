using BigGraphActors.Engine.Steps;

namespace BigGraphActors.Engine.Profiling;

/// <summary>Trains a bucket's edges over and over with one thread, to be measured.</summary>
internal interface IStepping : IDisposable
{
    /// <summary>Takes the time of every stage.</summary>
    StageTimes? Times { get; set; }

    /// <summary>Scores that are computed for an edge and a side, on average.</summary>
    double Candidates { get; }

    /// <summary>Trains for some time.</summary>
    /// <returns>Number of edges trained.</returns>
    long Run(TimeSpan duration, CancellationToken stop);
}
