using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Tables;

/// <summary>What a trainer begins with, brought from the seed node's checkpoint into its own directory.</summary>
internal static class StartMirror
{
    private const int Attempts = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The files, on the seed node: shared parameters, unpartitioned tables, and last the version.</summary>
    public static IReadOnlyList<string> NamesOf(RunFiles files)
    {
        int version = files.Checkpoint.ReadVersion();
        List<string> names = [];
        if (files.Models.NewestName(version) is { } working)
        {
            names.Add(working);
        }

        if (version > 0)
        {
            names.Add(Path.GetFileName(files.Checkpoint.ModelPath(version)));
            foreach (EntityType type in SharedRun.TypesOf(files.Plan))
            {
                names.Add(GenerationName.Published(new PartitionId(type.Name, 0), version));
            }

            names.Add(CheckpointDirectory.VersionName);
        }

        return names;
    }

    /// <summary>Brings them, on any other node.</summary>
    /// <exception cref="IOException">When the seed node does not give them for too long.</exception>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    public static void Bring(ICopyQueries queries, ReplicaClient client, string root, CancellationToken stop)
    {
        string trouble = "the seed node does not answer";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // A version may be replaced by the next between list and fetch: then the list is asked for again.
            if (queries.ListStartFiles() is { } start && TryFetch(start, client, root, stop, ref trouble))
            {
                return;
            }

            stop.WaitHandle.WaitOne(Pause);
            stop.ThrowIfCancellationRequested();
        }

        throw new IOException($"what training begins with cannot be fetched: {trouble}");
    }

    private static bool TryFetch(
        StartFiles start, ReplicaClient client, string root, CancellationToken stop, ref string trouble)
    {
        foreach (string name in start.Names)
        {
            string file = Path.Combine(root, name);
            if (name != CheckpointDirectory.VersionName && File.Exists(file))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            TransferReport report = client.Fetch(start.Host, start.Port, name, file, stop);
            if (!report.IsWhole)
            {
                trouble = $"{name}: {report.Detail}";
                return false;
            }
        }

        return true;
    }
}
