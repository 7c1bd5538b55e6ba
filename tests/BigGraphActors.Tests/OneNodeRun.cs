using BigGraphActors.Cli;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests;

/// <summary>A whole run as <c>biggraph train</c> does it: a cluster of one node, inside the test's process.</summary>
internal static class OneNodeRun
{
    /// <summary>Trains until all epochs are done, from where the checkpoint stands.</summary>
    /// <param name="settings">The run; its graph is imported.</param>
    /// <param name="observer">Is told what happens, one event at a time; may be none.</param>
    /// <param name="stop">Ends the run between two batches.</param>
    /// <exception cref="FailedException">When the run failed; says why.</exception>
    public static TrainingReport Train(
        RunSettings settings, Action<RunEvent>? observer = null, CancellationToken stop = default) =>
        new OneNodeTraining(settings, observer ?? (_ => { }), _ => { }).Train(stop);
}
