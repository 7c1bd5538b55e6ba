namespace BigGraphActors.Engine.Training.Events;

/// <summary>Held-out edges were ranked between two epochs.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Metric">What was compared, as settings spell it.</param>
/// <param name="Value">Value of the metric.</param>
/// <param name="IsBest">Whether it beat all before, so that the version is kept.</param>
/// <param name="EndsRun">Whether the patience is at its end.</param>
/// <param name="Elapsed">Time that it took.</param>
public sealed record Validated(
    int Epoch, string Metric, double Value, bool IsBest, bool EndsRun, TimeSpan Elapsed) : TrainingEvent;
