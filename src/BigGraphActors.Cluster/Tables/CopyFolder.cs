using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Tables;

/// <summary>A node's own directory of a replicated run, opened: the seed node's checkpoint, or a folder of copies.
/// </summary>
/// <remarks>
/// Copies of different runs never meet: the folder has the checkpoint's identity in its path. Several nodes on one
/// machine take the first folder that no other of them has.
/// </remarks>
internal sealed class CopyFolder : IDisposable
{
    private const int MostOnOneMachine = 256;
    private const string InUseName = "in-use.lock";
    private readonly FileStream? _inUse;

    private CopyFolder(string root, FileStream? inUse)
    {
        Root = root;
        _inUse = inUse;

        // What is published in a checkpoint is its own business: others add generations to it, and nothing else.
        Files = new ReplicaFolder(root, inUse is null ? GenerationName.Folder + "/" : "");
    }

    /// <summary>Path of the folder that holds the copies.</summary>
    public string Root { get; }

    /// <summary>What other nodes push and fetch.</summary>
    public ReplicaFolder Files { get; }

    /// <summary>The seed node's: its checkpoint directory.</summary>
    public static CopyFolder OfSeed(string checkpoint) => new(checkpoint, null);

    /// <summary>Opens the folder of a node that is not the seed node.</summary>
    /// <param name="directory">The folder on this node's disk, for all runs.</param>
    /// <param name="identity">Identity of the checkpoint; becomes a part of the path.</param>
    /// <exception cref="IOException">When it cannot be made, or is full of other nodes' folders.</exception>
    public static CopyFolder Open(string directory, string identity)
    {
        for (int number = 1; number <= MostOnOneMachine; number++)
        {
            string root = Directory.CreateDirectory(Path.Combine(directory, identity, $"node-{number}")).FullName;
            try
            {
                return new CopyFolder(root, new FileStream(
                    Path.Combine(root, InUseName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (number < MostOnOneMachine && File.Exists(Path.Combine(root, InUseName)))
            {
                // Another node of this machine has it.
            }
        }

        throw new IOException($"{directory}: {MostOnOneMachine} nodes of this machine have a folder there");
    }

    /// <summary>The first of some names that is here, or an empty one.</summary>
    public string FirstOf(IEnumerable<string> names) =>
        names.FirstOrDefault(name => File.Exists(Files.PathOf(name)), "");

    /// <summary>Deletes copies that nobody will ask for; on the seed node, publication does it.</summary>
    public void Forget(ForgetCopies news)
    {
        foreach (string name in news.Names)
        {
            Files.Delete(name);
        }

        if (_inUse is null || news.BeforePass == 0)
        {
            return;
        }

        foreach (string name in Files.Names.Where(name => PassOf(name) < news.BeforePass))
        {
            Files.Delete(name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _inUse?.Dispose();

    private static long PassOf(string name) =>
        name.StartsWith(GenerationName.Folder + "/", StringComparison.Ordinal)
            && GenerationName.Parse(name[(GenerationName.Folder.Length + 1)..]) is { } table
                ? table.Generation.Pass
                : CheckpointFileName.Parse(name)?.Version - 1 ?? long.MaxValue;
}
