using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cli.Screens;

/// <summary>A line for each event that tells of something going wrong which the run tries to get over.</summary>
internal static class TroubleLines
{
    /// <summary>The line, or none when the event tells of no trouble.</summary>
    public static string? LineOf(NodeEvent told) => told.Event switch
    {
        CheckpointFailed failed => $"version {failed.Version} is not done yet: {failed.Reason}",
        ParametersUnsaved unsaved =>
            $"slice {unsaved.Slice} of the shared parameters is not saved yet: {unsaved.Reason}",
        CopiesMissing missing =>
            $"node {new NodeName(told.Node).Address} waits for a copy of {missing.Partition}: {missing.Reason}",
        LeaseLost lost => $"bucket {lost.Bucket} goes back: {lost.Reason}",
        TrainerFailed failed => $"trainer {new NodeName(told.Node).Address} failed: {failed.Reason}",
        _ => null,
    };
}
