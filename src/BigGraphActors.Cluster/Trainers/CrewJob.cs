namespace BigGraphActors.Cluster.Trainers;

/// <summary>One bucket's work for all workers of a crew; each takes one share of it.</summary>
/// <remarks>Stays in the process. The first failure ends the others at their next batch.</remarks>
internal sealed class CrewJob : IDisposable
{
    private readonly Action<int, CancellationToken> _body;
    private readonly CancellationTokenSource _ending;
    private readonly ManualResetEventSlim _done = new(false, spinCount: 0);
    private int _left;
    private int _next = -1;
    private Exception? _first;

    /// <summary>Makes the job.</summary>
    /// <param name="shares">Workers that will take part.</param>
    /// <param name="body">The work of one worker; called once for each.</param>
    /// <param name="stop">The caller's wish to stop.</param>
    public CrewJob(int shares, Action<int, CancellationToken> body, CancellationToken stop)
    {
        _body = body;
        _left = shares;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>The first failure, after <see cref="Wait"/>.</summary>
    public Exception? Failure => _first;

    /// <summary>Does one share on the calling thread.</summary>
    /// <exception cref="WorkerFailedException">When it failed; the job knows what it was.</exception>
    public void DoShare()
    {
        int index = Interlocked.Increment(ref _next);
        try
        {
            _body(index, _ending.Token);
        }
        catch (OperationCanceledException cancelled)
        {
            // Told to end: by the caller, or because another share failed and came first.
            Interlocked.CompareExchange(ref _first, cancelled, null);
        }
        catch (Exception failure)
        {
            bool isFirst = Interlocked.CompareExchange(ref _first, failure, null) is null;
            _ending.Cancel();
            if (isFirst)
            {
                throw new WorkerFailedException($"worker {index}: {failure.Message}", failure);
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.Set();
            }
        }
    }

    /// <summary>Waits until every share has ended.</summary>
    public void Wait() => _done.Wait();

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Dispose();
        _done.Dispose();
    }
}
