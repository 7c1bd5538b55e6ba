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
