using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Reads the newest values of all slices into a model that nobody trains: for a checkpoint, or to look at.
/// </summary>
internal static class ParameterReader
{
    private const int Attempts = 5;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads every slice once; slices that have no values yet are left as they are.</summary>
    /// <param name="view">Over the model to fill.</param>
    /// <param name="plane">Settings of the data plane.</param>
    /// <param name="locate">Asks a slice's shard where it is; may wait.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="IOException">When a slice cannot be reached; nothing says how much was filled by then.
    /// </exception>
    public static void ReadAll(
        ParameterView view, DataPlaneSettings plane, Func<int, SliceAddress?> locate, CancellationToken stop)
    {
        if (view.Layout.Slices.Count == 0)
        {
            return;
        }

        using ParameterLink link = new(plane, locate);
        int longest = view.Layout.Slices.Max(slice => SliceBlocks.MessageLength(slice.Length));
        using NativeBuffer<float> values = new(longest);
        using NativeBuffer<float> local = new(longest);
        foreach (ParameterSlice slice in view.Layout.Slices)
        {
            PushReply reply = Ask(link, view.Layout, slice, values, stop);
            if (reply.Status != PushStatus.Empty)
            {
                Span<float> whole = values.AsSpan(SliceBlocks.WordsOf(slice.Length), slice.Length);
                Fill(view, slice, whole, local.AsSpan(0, slice.Length));
            }
        }
    }

    /// <summary>Asks until the slice has come to rest: it may be moving, or its node may just have died.</summary>
    private static PushReply Ask(
        ParameterLink link, ParameterLayout layout, ParameterSlice slice, NativeBuffer<float> values,
        CancellationToken stop)
    {
        PushRequest request = new(layout.Id, slice.Index, PushOperation.Pull, Guid.Empty, 0, 0, 0, 0);
        string trouble = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                PushReply reply = link.Ask(request, [], values, stop);
                if (reply.Status == PushStatus.Empty
                    || (reply.Status == PushStatus.Done && reply.Length == SliceBlocks.MessageLength(slice.Length)))
                {
                    return reply;
                }

                trouble = $"it answers {reply.Status}";
            }
            catch (IOException failure)
            {
                trouble = failure.Message;
            }

            if (stop.WaitHandle.WaitOne(RetryDelay))
            {
                stop.ThrowIfCancellationRequested();
            }
        }

        throw new PlaneException($"slice {slice.Index} of the shared parameters cannot be read: {trouble}");
    }

    private static void Fill(ParameterView view, ParameterSlice slice, Span<float> values, Span<float> local)
    {
        if (slice.IsCount)
        {
            view.Read(slice, local);
            SliceArithmetic.SubtractCounts(values, local, values);
            view.Add(slice, values);
        }
        else
        {
            view.Overwrite(slice, values);
        }
    }
}
