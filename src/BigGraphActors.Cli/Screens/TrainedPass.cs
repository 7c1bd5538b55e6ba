namespace BigGraphActors.Cli.Screens;

/// <summary>What one pass over all buckets came to.</summary>
/// <param name="Epoch">Epoch, from 1.</param>
/// <param name="Edges">Edges trained.</param>
/// <param name="Loss">Mean loss of an edge; NaN where there was none.</param>
/// <param name="Seconds">Time by the clock, reading and writing of tables included.</param>
/// <param name="TrainingSeconds">Time in training threads, summed over buckets: of a cluster over its trainers.</param>
internal sealed record TrainedPass(int Epoch, long Edges, double Loss, double Seconds, double TrainingSeconds)
{
    /// <summary>Edges trained in a second; NaN where nothing was trained.</summary>
    public double EdgesPerSecond => Edges > 0 && Seconds > 0 ? Edges / Seconds : double.NaN;
}
