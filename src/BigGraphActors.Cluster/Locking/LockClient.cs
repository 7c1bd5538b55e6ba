using System.Diagnostics;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Cluster.Locking;

/// <summary>
/// The trainer's side of the bucket lock, as a monitor: the loop's thread waits in it, the actor feeds it.
/// </summary>
/// <remarks>
/// Knows nothing of actors: its owner sends what <see cref="State"/> has to send, and brings the answers to
/// <see cref="Receive"/>. All decisions are <see cref="LockClientState"/>'s.
/// </remarks>
#pragma warning disable CA1001 // The token source has neither timer nor handle, and its token outlives any use here.
internal sealed class LockClient
#pragma warning restore CA1001
{
    private readonly object _lock = new();
    private readonly Action _wake;
    private LockClientState _state;
    private int _atWork;
    private CancellationTokenSource _lost = new();

    /// <summary>Makes the client of a node's life.</summary>
    /// <param name="trainer">The node.</param>
    /// <param name="wake">Called, from any thread, when there is something new to be sent.</param>
    /// <param name="earlier">Earlier lives of this process; none for its first.</param>
    public LockClient(NodeName trainer, Action wake, IReadOnlyList<NodeName>? earlier = null)
    {
        _state = new LockClientState { Trainer = trainer, Earlier = earlier ?? [] };
        _wake = wake;
    }

    /// <summary>What the trainer has asked of the lock, and what it has been given.</summary>
    public LockClientState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Ends as soon as a lease of this trainer's is lost: what it trains is worth nothing any more.</summary>
    public CancellationToken LeaseLost
    {
        get
        {
            lock (_lock)
            {
                return _lost.Token;
            }
        }
    }

    /// <summary>Takes an answer of the lock's.</summary>
    public void Receive(LockReply reply)
    {
        bool isUrgent;
        lock (_lock)
        {
            bool hadLost = !_state.Lost.IsEmpty;
            (_state, isUrgent) = _state.Apply(reply);
            if (!hadLost && !_state.Lost.IsEmpty)
            {
                _lost.Cancel();
            }

            Monitor.PulseAll(_lock);
        }

        if (isUrgent)
        {
            _wake();
        }
    }

    /// <summary>Asks for a bucket.</summary>
    /// <param name="held">What is in memory.</param>
    /// <param name="prefetch">Whether another bucket is in training: then the first answer counts.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The lease; none when there is no bucket just now, or when the run has ended.</returns>
    public BucketLease? Acquire(IReadOnlyList<PartitionGeneration> held, bool prefetch, CancellationToken stop)
    {
        using CancellationTokenRegistration waking = stop.Register(Pulse);
        lock (_lock)
        {
            if (_state.End is not null)
            {
                return null;
            }

            _state = _state.Ask(held, prefetch);
        }

        _wake();
        lock (_lock)
        {
            while (_state.Asked is not null)
            {
                if (stop.IsCancellationRequested)
                {
                    _state = _state.Withdraw();
                    stop.ThrowIfCancellationRequested();
                }

                Monitor.Wait(_lock);
            }

            return _state.Granted;
        }
    }

    /// <summary>Waits until the lock has said which leases hold now; at once where there are no leases.</summary>
    /// <returns>Whether all of them hold.</returns>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended the wait.</exception>
    public bool Confirm(CancellationToken stop)
    {
        using CancellationTokenRegistration waking = stop.Register(Pulse);
        lock (_lock)
        {
            // The next answer may be to a question from before this call.
            long enough = _state.Renewals + 2;
            while (_state.Lost.IsEmpty && !_state.Live.IsEmpty && _state.Renewals < enough)
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }

            return _state.Lost.IsEmpty;
        }
    }

    /// <summary>
    /// Hands a bucket in, and waits until the lock has made it durable; not when it was done or given up before.
    /// </summary>
    /// <returns>Whether it need not be trained again; false when its lease was lost.</returns>
    public bool HandIn(FinishedBucket bucket, CancellationToken stop)
    {
        using CancellationTokenRegistration waking = stop.Register(Pulse);
        lock (_lock)
        {
            _state = _state.HandIn(bucket);
        }

        _wake();
        lock (_lock)
        {
            while (_state.HandedIn.Contains(bucket))
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }

            return !_state.Lost.Contains(bucket.Term);
        }
    }

    /// <summary>Gives a bucket back; does not wait.</summary>
    /// <param name="term">Term of its lease.</param>
    /// <param name="reason">The reason in words.</param>
    /// <param name="failed">Whether training it went wrong.</param>
    /// <param name="nodeLeaves">Whether this node leaves the cluster.</param>
    public void GiveUp(long term, string reason, bool failed, bool nodeLeaves)
    {
        lock (_lock)
        {
            _state = _state.GiveUp(term, reason, failed, nodeLeaves);
        }

        _wake();
    }

    /// <summary>A trainer's thread is at work until the result is disposed of.</summary>
    public IDisposable BeginWork()
    {
        lock (_lock)
        {
            _atWork++;
        }

        return new Work(this);
    }

    /// <summary>Waits until no thread works, and the lock has taken all that was handed in or given back.</summary>
    /// <param name="forThreads">Longest wait for threads; one may be in the middle of something long.</param>
    /// <param name="forLock">Longest wait after that for the lock, which may be gone for good.</param>
    public void WaitSettled(TimeSpan forThreads, TimeSpan forLock)
    {
        lock (_lock)
        {
            WaitUntil(() => _atWork == 0, forThreads);
            WaitUntil(() => !_state.Outstanding.Any(), forLock);
        }
    }

    /// <summary>The loop begins anew, with nothing in memory: earlier losses are dealt with.</summary>
    public void BeginAnew()
    {
        lock (_lock)
        {
            _state = _state.Forget();
            if (_lost.IsCancellationRequested)
            {
                _lost = new CancellationTokenSource();
            }
        }
    }

    private void WaitUntil(Func<bool> isTrue, TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        while (!isTrue() && limit - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            Monitor.Wait(_lock, left);
        }
    }

    private void Pulse()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    private sealed class Work(LockClient client) : IDisposable
    {
        public void Dispose()
        {
            lock (client._lock)
            {
                client._atWork--;
                Monitor.PulseAll(client._lock);
            }
        }
    }
}

/// <summary>The cluster's answer to <see cref="IBucketSource"/>: the lock singleton.</summary>
/// <param name="client">Asks the lock.</param>
/// <param name="held">What this node has in memory, so that the lock can prefer buckets near it.</param>
/// <param name="stop">Ends every wait.</param>
internal sealed class LockedBuckets(
    LockClient client, Func<IReadOnlyList<PartitionGeneration>> held, CancellationToken stop) : IBucketSource
{
    /// <summary>Called with a finished bucket before it is handed in; makes durable what is not a table.</summary>
    public Action<BucketLease> BeforeHandIn { get; set; } = _ => { };

    /// <summary>Whether the node leaves the cluster, so that no failure counts any more.</summary>
    public Func<bool> IsLeaving { get; set; } = () => false;

    /// <inheritdoc/>
    public BucketLease? Acquire(CancellationToken cancel)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        return client.Acquire(held(), prefetch: false, both.Token);
    }

    /// <inheritdoc/>
    public BucketLease? TryAcquireNext(BucketLease current) => client.Acquire(held(), prefetch: true, stop);

    /// <inheritdoc/>
    public void Complete(BucketLease lease, BucketReport report)
    {
        BeforeHandIn(lease);
        PartitionGeneration[] produced =
            [.. lease.Bases.Select(part => new PartitionGeneration(part.Partition, lease.Produces()))];
        bool done = client.HandIn(new FinishedBucket(lease.Term, produced, report), stop);
        if (!done)
        {
            throw new LeaseLostException(
                $"bucket {lease.Bucket} of pass {lease.Pass} was trained, but its lease had ended before");
        }
    }

    /// <inheritdoc/>
    public void GiveUp(BucketLease lease, Exception reason)
    {
        bool leaves = IsLeaving();
        bool failed = !leaves && reason is not (OperationCanceledException or LeaseLostException);
        client.GiveUp(lease.Term, reason.Message, failed, leaves);
    }
}
