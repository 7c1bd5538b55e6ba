namespace BigGraphActors.Engine.Training;

/// <summary>One evaluation between epochs.</summary>
/// <param name="Epoch">Epochs done, from 1.</param>
/// <param name="Version">The checkpoint's version that was ranked.</param>
/// <param name="Metric">What was compared, as settings spell it.</param>
/// <param name="Value">Its value; NaN where the model has diverged, which is never the best.</param>
/// <param name="IsBest">Whether it beat all before.</param>
public sealed record ValidationRecord(int Epoch, int Version, string Metric, double Value, bool IsBest);
