using Akka.Remote.Transport;
using Google.Protobuf;

namespace BigGraphActors.Cluster.Wire;

/// <summary>A connection of <see cref="EntryTransport"/>: first its handshake, then frames with a proof each.</summary>
internal sealed class EntryHandle : AssociationHandle, IHandleEventListener
{
    private readonly AssociationHandle _inner;
    private readonly EntryHandshake _handshake;
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<IHandleEvent> _early = new();
    private readonly Action? _answered;
    private readonly Lock _reading = new();
    private readonly Lock _writing = new();
    private IHandleEventListener? _listener;
    private bool _isClosed;

    /// <param name="inner">The connection of the transport below.</param>
    /// <param name="handshake">Decides what may pass; belongs to this connection alone.</param>
    /// <param name="hello">What to begin with; none where the other side begins.</param>
    /// <param name="answered">Called once, when the other side has spoken as a node does.</param>
    public EntryHandle(
        AssociationHandle inner, EntryHandshake handshake, byte[]? hello, Action? answered = null)
        : base(inner.LocalAddress, inner.RemoteAddress)
    {
        _inner = inner;
        _handshake = handshake;
        _answered = answered;
        ReadHandlerSource.Task.ContinueWith(
            listener => Listen(listener.Result),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
        inner.ReadHandlerSource.TrySetResult(this);
        if (hello is not null)
        {
            inner.Write(UnsafeByteOperations.UnsafeWrap(hello));
        }
    }

    /// <summary>Ends when both have made sure of each other, or with the reason why not.</summary>
    public Task Entered => _entered.Task;

    /// <summary>How the other side calls itself.</summary>
    public string OtherAddress => _handshake.OtherAddress;

    /// <summary>Nothing more is read from now on; false when it was so already.</summary>
    public bool TryClose()
    {
        lock (_reading)
        {
            bool was = _isClosed;
            _isClosed = true;
            return !was;
        }
    }

    /// <inheritdoc/>
    public override bool Write(ByteString payload)
    {
        lock (_writing)
        {
            return _handshake.Frames is { } frames
                && _inner.Write(UnsafeByteOperations.UnsafeWrap(frames.Seal(payload.Span)));
        }
    }

    /// <inheritdoc/>
    [Obsolete("As Akka.NET has it.")]
    public override void Disassociate()
    {
        TryClose();
        _inner.Disassociate();
    }

    /// <inheritdoc/>
    public void Notify(IHandleEvent ev)
    {
        lock (_reading)
        {
            if (_isClosed)
            {
                return;
            }

            switch (ev)
            {
                case InboundPayload payload when _handshake.Frames is null:
                    Step(payload.Payload);
                    break;
                case InboundPayload payload when _handshake.Frames.TryOpen(payload.Payload.Span) is { } frame:
                    Deliver(new InboundPayload(UnsafeByteOperations.UnsafeWrap(frame)));
                    break;
                case InboundPayload:
                    _isClosed = true;
                    Deliver(new Disassociated(DisassociateInfo.Unknown));
#pragma warning disable CS0618 // The other one wants a log, for what is not worth a line.
                    _inner.Disassociate();
#pragma warning restore CS0618
                    break;
                default:
                    _entered.TrySetException(new IOException("the connection ended before it was let in"));
                    Deliver(ev);
                    break;
            }
        }
    }

    private void Step(ByteString frame)
    {
        bool isFirst = _handshake.OtherAddress.Length == 0;
        try
        {
            byte[]? answer = _handshake.Receive(frame.Span);
            if (isFirst)
            {
                _answered?.Invoke();
            }

            if (answer is not null)
            {
                _inner.Write(UnsafeByteOperations.UnsafeWrap(answer));
            }

            if (_handshake.Frames is not null)
            {
                _entered.TrySetResult();
            }
        }
        catch (EntryRefusedException refused)
        {
            if (refused.Answer.Length > 0)
            {
                _inner.Write(UnsafeByteOperations.UnsafeWrap(refused.Answer));
            }

            _entered.TrySetException(refused);
        }
    }

    private void Listen(IHandleEventListener listener)
    {
        lock (_reading)
        {
            _listener = listener;
            while (_early.TryDequeue(out IHandleEvent? ev))
            {
                listener.Notify(ev);
            }
        }
    }

    private void Deliver(IHandleEvent ev)
    {
        if (_listener is null)
        {
            _early.Enqueue(ev);
        }
        else
        {
            _listener.Notify(ev);
        }
    }
}
