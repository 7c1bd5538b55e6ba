using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The slices whose shards live on this node, reached over its data plane.</summary>
/// <remarks>
/// A thread of its own writes snapshots, so that neither pushes nor the thread pool wait for the disk. Any thread.
/// </remarks>
internal sealed class ParameterServer : IPlaneService, IDisposable
{
    private readonly ParameterServerSettings _settings;
    private readonly ParameterLayout _layout;
    private readonly SliceStore _store;
    private readonly Action<int, string> _onTrouble;
    private readonly ConcurrentDictionary<int, ServerSlice> _slices = new();
    private readonly ConcurrentBag<NativeBuffer<float>> _spare = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _saver;

    /// <summary>Serves no slice yet.</summary>
    /// <param name="settings">Time between snapshots, and time limits of requests.</param>
    /// <param name="layout">The layout of the run's shared parameters.</param>
    /// <param name="store">The files that hold the snapshots of this node's slices.</param>
    /// <param name="onTrouble">Told slice and reason when a snapshot could not be written; from the saving thread.
    /// </param>
    public ParameterServer(
        ParameterServerSettings settings, ParameterLayout layout, SliceStore store, Action<int, string> onTrouble)
    {
        _settings = settings;
        _layout = layout;
        _store = store;
        _onTrouble = onTrouble;
        _saver = new Thread(SaveAll) { IsBackground = true, Name = "parameter snapshots" };
        _saver.Start();
    }

    /// <inheritdoc/>
    public FrameKind Opening => FrameKind.Push;

    /// <summary>Begins a life of a slice here; waits for the disk.</summary>
    /// <param name="slice">Number of the slice.</param>
    /// <returns>The life's number.</returns>
    /// <exception cref="IOException">When the store cannot be used.</exception>
    /// <exception cref="CorruptFileException">When the newest snapshot is damaged.</exception>
    public long Open(int slice)
    {
        ServerSlice opened = new(_layout.Slices[slice], _store);
        if (_slices.TryRemove(slice, out ServerSlice? old))
        {
            old.Dispose();
        }

        _slices[slice] = opened;
        return opened.Life;
    }

    /// <summary>Whether a slice is open here, and no later life of it was seen.</summary>
    public bool Serves(int slice) => _slices.TryGetValue(slice, out ServerSlice? open) && open.IsServing;

    /// <summary>Ends a slice's life here, after its last snapshot; waits for the disk.</summary>
    /// <exception cref="IOException">When that could not be written: clients then send again what it lacks.</exception>
    public void Close(int slice)
    {
        if (_slices.TryRemove(slice, out ServerSlice? closed))
        {
            using (closed)
            {
                closed.Close();
            }
        }
    }

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != PushRequest.ByteLength)
        {
            throw new PlaneException($"a push has {PushRequest.ByteLength} bytes and not {payload.Length}");
        }

        PushRequest request = PushRequest.Read(payload);
        CheckLength(request);
        if (!_spare.TryTake(out NativeBuffer<float>? buffer))
        {
            buffer = new NativeBuffer<float>(_layout.Slices.Max(slice => SliceBlocks.MessageLength(slice.Length)));
        }

        try
        {
            Span<float> data = buffer.AsSpan(0, SliceBlocks.MessageLength(LengthOf(request.Slice)));
            if (request.Length > 0)
            {
                connection.Receive(FrameKind.Bytes, MemoryMarshal.AsBytes(data[..request.Length]));
            }

            Reply(connection, Answer(request, data), data);
        }
        finally
        {
            _spare.Add(buffer);
        }
    }

    /// <summary>Answers a trainer of this node, without a socket.</summary>
    /// <param name="request">The slice, the operation and the client's number of the push.</param>
    /// <param name="data">What goes with it.</param>
    /// <param name="values">Room for the longest message; filled when the answer has values.</param>
    /// <exception cref="PlaneException">When the request has another length than its data, or one that no slice has.
    /// </exception>
    public PushReply AnswerHere(PushRequest request, ReadOnlySpan<float> data, NativeBuffer<float> values)
    {
        CheckLength(request);
        Span<float> message = values.AsSpan(0, SliceBlocks.MessageLength(LengthOf(request.Slice)));
        data.CopyTo(message);
        return Answer(request, message);
    }

    /// <summary>Ends the thread. Slices that were not closed are left as a dead node leaves them.</summary>
    public void Dispose()
    {
        _stop.Set();
        _saver.Join();
        foreach (ServerSlice slice in _slices.Values)
        {
            slice.Dispose();
        }

        _slices.Clear();
        while (_spare.TryTake(out NativeBuffer<float>? buffer))
        {
            buffer.Dispose();
        }

        _stop.Dispose();
    }

    private static void Reply(PlaneConnection connection, PushReply reply, Span<float> values)
    {
        Span<byte> bytes = stackalloc byte[PushReply.ByteLength];
        reply.Write(bytes);
        connection.Send(FrameKind.Pushed, bytes);
        if (reply.Length > 0)
        {
            connection.Send(FrameKind.Bytes, MemoryMarshal.AsBytes(values[..reply.Length]));
        }
    }

    private void CheckLength(PushRequest request)
    {
        if (request.Length < 0 || request.Length > SliceBlocks.MessageLength(LengthOf(request.Slice))
            || (request.Length == 0) != (request.Operation == PushOperation.Pull))
        {
            throw new PlaneException(
                $"a push of {request.Length} elements to slice {request.Slice}, which has {LengthOf(request.Slice)}");
        }
    }

    /// <summary>Whether a message has the blocks that it names; all when it offers initial values.</summary>
    private bool IsWhole(PushRequest request, Span<float> message)
    {
        int length = LengthOf(request.Slice);
        return SliceBlocks.IsMessage(message[..request.Length], length)
            && (request.Operation != PushOperation.Offer || request.Length == SliceBlocks.MessageLength(length));
    }

    private int LengthOf(int slice) =>
        (uint)slice < (uint)_layout.Slices.Count ? _layout.Slices[slice].Length : 0;

    private PushReply Answer(PushRequest request, Span<float> data)
    {
        if (request.LayoutId != _layout.Id)
        {
            return new PushReply(PushStatus.OtherLayout, 0, 0, 0, 0, 0, 0);
        }

        if (!_slices.TryGetValue(request.Slice, out ServerSlice? slice)
            || (request.Length > 0 && !IsWhole(request, data)))
        {
            return new PushReply(PushStatus.NotHere, 0, 0, 0, 0, 0, 0);
        }

        try
        {
            return slice.Answer(request, data);
        }
        catch (IOException failure) when (failure is not PlaneException)
        {
            _onTrouble(request.Slice, failure.Message);
            return new PushReply(PushStatus.NotHere, 0, 0, 0, 0, 0, 0);
        }
        catch (UnauthorizedAccessException failure)
        {
            _onTrouble(request.Slice, failure.Message);
            return new PushReply(PushStatus.NotHere, 0, 0, 0, 0, 0, 0);
        }
    }

    private void SaveAll()
    {
        while (!_stop.Wait(_settings.SaveInterval))
        {
            foreach ((int number, ServerSlice slice) in _slices)
            {
                try
                {
                    slice.Save();
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    _onTrouble(number, failure.Message);
                }
                catch (ObjectDisposedException)
                {
                    // Closed since the list was read.
                }
            }
        }
    }
}

/// <summary>How a node keeps the slices of its shards.</summary>
internal sealed record ParameterServerSettings
{
    /// <summary>Time between snapshots of a slice that changes. Clients keep what is younger, to send it
    /// again.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>The shards on a trainer's own node, which it asks without a socket.</summary>
/// <param name="Address">Where others reach them.</param>
/// <param name="Server">The server of these shards; outlives its callers.</param>
internal sealed record OwnShards(SliceAddress Address, ParameterServer Server);
