using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Whether a seed node that starts may found a cluster, or must find the one that is there.</summary>
/// <remarks>
/// Akka.NET lets the first seed node found a cluster when no other answers for a few seconds. After a netsplit
/// the smaller side's nodes start anew while they cannot hear the larger side: where several seed nodes share the
/// checkpoint directory, a lock that lives elsewhere is seen there.
/// </remarks>
internal static class SeedEntry
{
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(3);

    /// <summary>Looks for a living lock for up to a lease; not at all where this is the only seed node.</summary>
    public static bool MayFound(NodeSettings settings, RunFiles files)
    {
        if (!settings.SeedNodes.Except([settings.ToSeedAddress()]).Any())
        {
            return true;
        }

        TimeSpan lease = TimeSpan.FromSeconds(settings.LeaseSeconds);
        return !new LockPulse(files.Checkpoint).IsBeating(lease > ShortestWatch ? lease : ShortestWatch);
    }

    /// <summary>Makes sure that no other run trains the checkpoint: a run of one process cannot be joined.</summary>
    /// <exception cref="IOException">When one does.</exception>
    public static void RefuseSecond(RunFiles files)
    {
        LockPulse pulse = new(files.Checkpoint);
        if (pulse.IsFresh() && pulse.IsBeating(ShortestWatch))
        {
            throw new IOException(
                $"{files.Checkpoint.Root}: another run trains this checkpoint (its ledger/pulse.txt changes every "
                + "second); two at once would shut each other out");
        }
    }

    /// <summary>The settings of a node that only joins: it is none of its own seed nodes.</summary>
    public static NodeSettings ToJoinOnly(NodeSettings settings) => settings with
    {
        SeedNodes = [.. settings.SeedNodes.Except([settings.ToSeedAddress()])],
    };
}
