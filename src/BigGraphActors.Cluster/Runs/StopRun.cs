using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Ends the run in good order: what is trained stays. Anybody → run singleton; safe to repeat.</summary>
/// <param name="Reason">The reason in words.</param>
public sealed record StopRun(string Reason) : IControlMessage
{
    /// <summary>Whether the run counts as failed, or as stopped by someone.</summary>
    public bool Failed { get; init; }
}
