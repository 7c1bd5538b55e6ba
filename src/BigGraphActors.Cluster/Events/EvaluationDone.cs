namespace BigGraphActors.Cluster.Events;

/// <summary>Held-out edges were ranked between two epochs: the settings' block <c>validation</c>.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Version">The checkpoint's version that was ranked.</param>
/// <param name="Metric">What was compared, as settings spell it.</param>
/// <param name="Value">Its value; NaN where the model has diverged.</param>
/// <param name="IsBest">Whether it beat all before, so that the version is kept.</param>
/// <param name="EndsRun">Whether the run ends, because nothing better came for long enough.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record EvaluationDone(
    int Epoch, int Version, string Metric, double Value, bool IsBest, bool EndsRun, double Seconds) : RunEvent;
