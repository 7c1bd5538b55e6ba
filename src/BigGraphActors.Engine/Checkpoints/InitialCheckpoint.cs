using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>The checkpoint that a new run starts from: PBG's <c>init_path</c>.</summary>
public static class InitialCheckpoint
{
    /// <summary>Opens the checkpoint that the run starts from.</summary>
    /// <param name="settings">Whose <c>init_path</c> names it.</param>
    /// <param name="version">The run's own committed version: above 0 nothing is taken from it any more.</param>
    /// <returns>The checkpoint, or none where the settings name none.</returns>
    /// <exception cref="CheckpointMismatchException">A new run has nothing to start from there.</exception>
    /// <remarks>
    /// PBG: tables or parameters that it lacks start at random.
    /// Differs: PBG makes a folder that is missing, and starts everything at random without a word.
    /// </remarks>
    public static CheckpointDirectory? Open(RunSettings settings, int version)
    {
        if (settings.InitPath is not { } path)
        {
            return null;
        }

        CheckpointDirectory initial = new(path);
        int start = initial.ReadVersion();
        if (version == 0 && !File.Exists(initial.ModelPath(start)) && initial.FindPartitions(start).Count == 0)
        {
            throw new CheckpointMismatchException(
                $"init_path {initial.Root} holds no checkpoint: it has neither a table nor a model of version {start}");
        }

        return initial;
    }
}
