using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>A copy of the best version of a checkpoint, under <c>best</c> in its folder.</summary>
/// <remarks>
/// A checkpoint of its own: evaluation, export and neighbours take it as <c>checkpoint_path</c>. Copied whole and then
/// put in place, so it is the old one or the new one at any time, whatever becomes of versions beside it.
/// </remarks>
public static class BestCheckpoint
{
    private const string Name = "best";

    /// <summary>Path of the folder <c>best</c> in the checkpoint directory.</summary>
    public static string PathOf(CheckpointDirectory checkpoint) => Path.Combine(checkpoint.Root, Name);

    /// <summary>Makes a committed version the best one.</summary>
    /// <exception cref="IOException">When the disk is full; the old best one stands.</exception>
    public static void Keep(CheckpointDirectory checkpoint, int version)
    {
        string target = PathOf(checkpoint);
        Recover(target);
        string made = target + ".tmp";
        DeleteFolder(made);
        Directory.CreateDirectory(made);
        foreach (PartitionId partition in checkpoint.FindPartitions(version))
        {
            Copy(checkpoint.EmbeddingsPath(partition, version), made);
        }

        Copy(checkpoint.ModelPath(version), made);
        Copy(checkpoint.ConfigPath, made);
        new CheckpointDirectory(made).CommitVersion(version);
        DeleteFolder(target + ".old");
        if (Directory.Exists(target))
        {
            Directory.Move(target, target + ".old");
        }

        Directory.Move(made, target);
        DeleteFolder(target + ".old");
    }

    // A crash between the two moves leaves the old one under another name.
    private static void Recover(string target)
    {
        if (!Directory.Exists(target) && Directory.Exists(target + ".old"))
        {
            Directory.Move(target + ".old", target);
        }
    }

    private static void Copy(string file, string folder)
    {
        if (File.Exists(file))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
