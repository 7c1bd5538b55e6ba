using BigGraphActors.Engine.Profiling;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Screens;

/// <summary>What a training step costs and what the machine could do at most.</summary>
/// <param name="FlopsPerEdge">Operations of an edge's products.</param>
/// <param name="PeakFlops">Operations a second of all training threads, fused multiply-adds without memory.</param>
/// <param name="Profile">Seconds of each stage, one thread.</param>
internal sealed record StepSpeed(double FlopsPerEdge, double PeakFlops, StepProfile Profile)
{
    /// <summary>Measures this machine at settings whose graph is imported.</summary>
    public static StepSpeed Measure(RunSettings settings, CancellationToken stop)
    {
        StepProfile profile = StepProfile.Measure(settings, TimeSpan.FromSeconds(2), stop);
        double peak = StepProfile.PeakFlops(settings.Workers ?? Environment.ProcessorCount);
        return new StepSpeed(profile.FlopsPerEdge(settings), peak, profile);
    }

    /// <summary>The share of the peak that a speed amounts to.</summary>
    public double ShareOfPeak(double edgesPerSecond) => edgesPerSecond * FlopsPerEdge / PeakFlops;
}
