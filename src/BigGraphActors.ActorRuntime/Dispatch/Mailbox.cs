namespace Akka.Dispatch;

/// <summary>
/// The two queues of one actor and the right to run it: at most one thread at a time holds that right.
/// </summary>
/// <remarks>
/// System messages are an intrusive list pushed with one compare-and-swap, taken whole and reversed. User messages are
/// a concurrent queue; <see cref="_front"/> holds what the actor itself put back before it (unstashed), and only its
/// thread touches that.
/// </remarks>
internal sealed class Mailbox(ActorCell cell, MessageDispatcher dispatcher) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Closed = 2;

    private readonly ConcurrentQueue<Envelope> _user = new();
    private LinkedList<Envelope>? _front;
    private SystemMessage? _system;
    private int _state = Scheduled;
    private int _suspensions;

    /// <summary>Starts out as if scheduled, so that nothing runs before <see cref="Start"/>.</summary>
    public bool IsClosed => Volatile.Read(ref _state) == Closed;

    public int Count => _user.Count + (_front?.Count ?? 0);

    public bool IsSuspended => _suspensions > 0;

    /// <summary>Lets the mailbox run for the first time.</summary>
    public void Start() => dispatcher.Schedule(this);

    public void Post(in Envelope envelope)
    {
        if (Volatile.Read(ref _state) == Closed)
        {
            cell.SystemCore.PublishDeadLetter(envelope.Message, envelope.Sender, cell.Self);
            return;
        }

        _user.Enqueue(envelope);
        Wake();
    }

    public void PostSystem(SystemMessage message)
    {
        var head = Volatile.Read(ref _system);
        while (true)
        {
            message.Next = head;
            var seen = Interlocked.CompareExchange(ref _system, message, head);
            if (ReferenceEquals(seen, head))
            {
                break;
            }

            head = seen;
        }

        Wake();
    }

    /// <summary>Puts envelopes before all others; for the actor's own thread only.</summary>
    public void Prepend(IReadOnlyList<Envelope> envelopes)
    {
        _front ??= new LinkedList<Envelope>();
        for (var i = envelopes.Count - 1; i >= 0; i--)
        {
            _front.AddFirst(envelopes[i]);
        }
    }

    /// <summary>
    /// Holds user messages back until <see cref="Unhold"/> was called as often; for the actor's own thread only.
    /// </summary>
    public void Hold() => _suspensions++;

    public void Unhold()
    {
        if (_suspensions > 0)
        {
            _suspensions--;
        }
    }

    /// <summary>No message is delivered from here on; what waits becomes dead letters.</summary>
    public void Close()
    {
        Volatile.Write(ref _state, Closed);
        Drain();
    }

    public void Execute()
    {
        var before = ActorCell.Current;
        ActorCell.Current = cell;
        try
        {
            RunSystem();
            RunUser();
        }
        finally
        {
            ActorCell.Current = before;
            GoIdle();
        }
    }

    private void GoIdle()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Scheduled) == Closed)
        {
            Drain();
            return;
        }

        // Race: a message that came before the exchange saw "scheduled" and did not wake anyone; look again.
        if (Volatile.Read(ref _system) is not null || (_suspensions == 0
            && (!_user.IsEmpty || _front is { Count: > 0 })))
        {
            Wake();
        }
    }

    private void Wake()
    {
        if (Volatile.Read(ref _state) != Idle)
        {
            if (Volatile.Read(ref _state) == Closed)
            {
                Drain();
            }

            return;
        }

        if (Interlocked.CompareExchange(ref _state, Scheduled, Idle) == Idle)
        {
            dispatcher.Schedule(this);
        }
    }

    private void RunSystem()
    {
        while (!IsClosed && Volatile.Read(ref _system) is not null)
        {
            var next = TakeSystem();
            while (next is not null)
            {
                var message = next;
                next = next.Next;
                message.Next = null;
                if (IsClosed)
                {
                    message.BounceOffTheDead();
                }
                else
                {
                    cell.InvokeSystem(message);
                }
            }
        }
    }

    private void RunUser()
    {
        for (var left = dispatcher.Throughput; left > 0; left--)
        {
            if (_suspensions > 0 || IsClosed || !TryTake(out var envelope))
            {
                return;
            }

            cell.Invoke(envelope);
            if (Volatile.Read(ref _system) is not null)
            {
                RunSystem();
            }
        }
    }

    private bool TryTake(out Envelope envelope)
    {
        if (_front is { First: { } first })
        {
            envelope = first.Value;
            _front.RemoveFirst();
            return true;
        }

        return _user.TryDequeue(out envelope);
    }

    private SystemMessage? TakeSystem()
    {
        var taken = Interlocked.Exchange(ref _system, null);
        SystemMessage? ordered = null;
        while (taken is not null)
        {
            var next = taken.Next;
            taken.Next = ordered;
            ordered = taken;
            taken = next;
        }

        return ordered;
    }

    private void Drain()
    {
        var front = Interlocked.Exchange(ref _front, null);
        foreach (var envelope in front ?? [])
        {
            cell.SystemCore.PublishDeadLetter(envelope.Message, envelope.Sender, cell.Self);
        }

        while (_user.TryDequeue(out var envelope))
        {
            cell.SystemCore.PublishDeadLetter(envelope.Message, envelope.Sender, cell.Self);
        }

        for (var message = TakeSystem(); message is not null;)
        {
            var next = message.Next;
            message.Next = null;
            message.BounceOffTheDead();
            message = next;
        }
    }
}
