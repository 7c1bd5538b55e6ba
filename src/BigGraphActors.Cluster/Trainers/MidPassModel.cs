using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Trainers;

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
