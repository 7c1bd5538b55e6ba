using System.Runtime.InteropServices;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The connections over which one thread asks slices, and where it found them.</summary>
/// <param name="settings">Of the data plane.</param>
/// <param name="locate">Asks a slice's shard where it is; none when it does not answer. May wait, within
/// bounds.</param>
/// <param name="own">The shards of this node, if it has any.</param>
internal sealed class ParameterLink(DataPlaneSettings settings, Func<int, SliceAddress?> locate, OwnShards? own = null)
    : IDisposable
{
    private readonly Dictionary<int, SliceAddress> _found = [];
    private readonly Dictionary<SliceAddress, PlaneConnection> _connections = [];
    private volatile PlaneConnection? _inUse;

    /// <summary>Bytes moved over sockets so far, in both directions.</summary>
    public long Bytes { get; private set; }

    /// <summary>Asks a slice.</summary>
    /// <param name="request">Its length must be that of <paramref name="data"/>.</param>
    /// <param name="data">What goes with it.</param>
    /// <param name="values">Filled when the answer has values.</param>
    /// <param name="stop">Ends the exchange.</param>
    /// <exception cref="IOException">When the slice cannot be reached; the next call looks for it anew.</exception>
    public PushReply Ask(
        PushRequest request, ReadOnlySpan<float> data, NativeBuffer<float> values, CancellationToken stop)
    {
        if (!_found.TryGetValue(request.Slice, out SliceAddress address))
        {
            address = locate(request.Slice)
                ?? throw new PlaneException($"the shard of slice {request.Slice} does not say where it is");
            _found[request.Slice] = address;
        }

        try
        {
            PushReply reply = address == own?.Address
                ? own.Server.AnswerHere(request, data, values)
                : Exchange(ConnectionTo(address, stop), request, data, values);
            if (reply.Status == PushStatus.NotHere)
            {
                _found.Remove(request.Slice);
            }

            return reply;
        }
        catch (IOException)
        {
            _found.Remove(request.Slice);
            if (_connections.Remove(address, out PlaneConnection? broken))
            {
                broken.Dispose();
            }

            throw;
        }
        finally
        {
            _inUse = null;
        }
    }

    /// <summary>Ends a call that waits; from another thread.</summary>
    public void Abort() => _inUse?.Abort();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PlaneConnection connection in _connections.Values)
        {
            connection.Dispose();
        }

        _connections.Clear();
    }

    private PlaneConnection ConnectionTo(SliceAddress address, CancellationToken stop)
    {
        if (!_connections.TryGetValue(address, out PlaneConnection? connection))
        {
            connection = PlaneConnection.Dial(address.Host, address.Port, settings, stop);
            _connections.Add(address, connection);
        }

        _inUse = connection;
        stop.ThrowIfCancellationRequested();
        return connection;
    }

    private PushReply Exchange(
        PlaneConnection connection, PushRequest request, ReadOnlySpan<float> data, NativeBuffer<float> values)
    {
        connection.Allow(settings.FrameTimeout, "the answer of a slice");
        Span<byte> asked = stackalloc byte[PushRequest.ByteLength];
        request.Write(asked);
        connection.Send(FrameKind.Push, asked);
        if (data.Length > 0)
        {
            connection.Send(FrameKind.Bytes, MemoryMarshal.AsBytes(data));
        }

        Span<byte> answer = stackalloc byte[PushReply.ByteLength];
        connection.Receive(FrameKind.Pushed, answer);
        PushReply reply = PushReply.Read(answer);
        if (reply.Length > 0)
        {
            if (reply.Length > values.Length)
            {
                throw new PlaneException($"slice {request.Slice} answers with {reply.Length} elements");
            }

            connection.Receive(FrameKind.Bytes, MemoryMarshal.AsBytes(values.AsSpan(0, reply.Length)));
        }

        Bytes += asked.Length + answer.Length + ((data.Length + (long)reply.Length) * sizeof(float));
        return reply;
    }
}

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
