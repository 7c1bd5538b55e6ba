using System.Globalization;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Shared parameters by generation, beside the tables: <c>working/model.pP.tT.h5</c>.</summary>
/// <remarks>Only where one trainer at a time has them under its lease; else the parameter shards keep them.</remarks>
internal sealed class ModelGenerations(CheckpointDirectory checkpoint)
{
    private const string Prefix = "model.p";

    private string Folder => Path.Combine(checkpoint.Root, "working");

    /// <summary>Writes what a bucket left; it is on the disk when this returns.</summary>
    public void Write(Generation generation, ModelState state, CheckpointMetadata metadata)
    {
        checkpoint.Stop.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Folder);
        ModelFile.Write(PathOf(generation), state, metadata, checkpoint.Stop);
    }

    /// <summary>Reads what a bucket left, or none where several trainers had the parameters then.</summary>
    public ModelState? TryRead(Generation generation) =>
        File.Exists(PathOf(generation)) ? ModelFile.Read(PathOf(generation)) : null;

    /// <summary>Reads what the last bucket left that was trained since a version, or none.</summary>
    public ModelState? TryReadNewest(int version)
    {
        Generation[] since = [.. All().Where(generation => generation.Pass >= version).Order()];
        return since.Length > 0 ? TryRead(since[^1]) : null;
    }

    /// <summary>Where the last of them is, relative to the checkpoint directory; or none.</summary>
    public string? NewestName(int version) =>
        All().Where(generation => generation.Pass >= version).Order().Select(generation => (Generation?)generation)
            .LastOrDefault() is { } newest
            ? Path.GetRelativePath(checkpoint.Root, PathOf(newest)).Replace('\\', '/')
            : null;

    /// <summary>Deletes all that came before a generation.</summary>
    public void DeleteOlder(Generation than)
    {
        foreach (Generation generation in All().Where(generation => generation < than))
        {
            File.Delete(PathOf(generation));
        }
    }

    private IEnumerable<Generation> All() =>
        (Directory.Exists(Folder) ? Directory.GetFiles(Folder, Prefix + "*.h5") : [])
        .Select(path => Parse(Path.GetFileName(path))).OfType<Generation>();

    private static Generation? Parse(string name)
    {
        string[] parts = name[Prefix.Length..^3].Split(".t");
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long pass)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long term)
            ? new Generation(pass, term)
            : null;
    }

    private string PathOf(Generation generation) => Path.Combine(Folder, string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{generation.Pass}.t{generation.Term}.h5"));
}

/// <summary>The shared parameters between two versions, left by one trainer or by several.</summary>
/// <remarks>
/// One trainer leaves them as a file with each bucket, several in the snapshots of their slices. A run that is taken up
/// in the other way in the middle of a pass goes on from what the former left.
/// </remarks>
internal static class MidPassModel
{
    /// <summary>What one trainer begins with.</summary>
    /// <param name="files">The run's directories.</param>
    /// <param name="last">Of the last bucket that is done.</param>
    /// <returns>None where nothing was trained yet.</returns>
    public static ModelState? After(RunFiles files, Generation last)
    {
        int committed = files.Checkpoint.ReadVersion();
        return last.Pass < committed
            ? files.ModelOf(committed)
            : files.Models.TryRead(last) ?? OfSlices(files, committed) ?? files.ModelOf(committed);
    }

    /// <summary>What several trainers begin with, where no slice has a snapshot.</summary>
    public static ModelState? Newest(RunFiles files)
    {
        int committed = files.Checkpoint.ReadVersion();
        return files.Models.TryReadNewest(committed) ?? files.ModelOf(committed);
    }

    private static ModelState? OfSlices(RunFiles files, int committed)
    {
        ParameterLayout layout = SharedRun.LayoutOf(files.Plan);
        SliceStore store = files.SlicesOf(layout);
        using SharedModel model = new(files.Plan);
        if (files.ModelOf(committed) is { } state)
        {
            model.LoadFrom(state);
        }

        Dictionary<PartitionId, EmbeddingTable> tables = SharedRun.TablesOf(files, committed);
        try
        {
            ParameterView view = SharedRun.ViewOf(layout, model, tables);
            foreach (ParameterSlice slice in layout.Slices.Where(slice => !slice.IsCount))
            {
                using SliceSnapshot? snapshot = store.Load(slice.Index, long.MaxValue, slice.Length);
                if (snapshot is null)
                {
                    return null;
                }

                view.Overwrite(slice, snapshot.Values.AsSpan());
            }
        }
        finally
        {
            foreach (EmbeddingTable table in tables.Values)
            {
                table.Dispose();
            }
        }

        return model.ToState(files.Plan.Settings.LrOfRelations());
    }
}
