namespace Akka.Dispatch;

/// <summary>Threads of their own that take work from one queue.</summary>
/// <remarks>
/// They wait on a monitor, which sleeps at once. The queues of .NET spin and yield first; while training holds every
/// core each yield lasts milliseconds, and a hundred milliseconds of threads that only seem to run mislead the system
/// about which core is free.
/// </remarks>
internal sealed class DedicatedThreads : IDisposable
{
    private readonly Queue<IThreadPoolWorkItem> _work = [];
    private readonly object _gate = new();
    private bool _ended;

    public DedicatedThreads(string name, int count, bool background)
    {
        for (var i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = background, Name = $"{name}_{i}" }.Start();
        }
    }

    /// <summary>Queues work; after the end nobody runs it: a mailbox that is woken then has nobody to run for.
    /// </summary>
    public void Add(IThreadPoolWorkItem work)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _work.Enqueue(work);
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>The threads end when the queue is empty.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        while (Take() is { } work)
        {
            work.Execute();
        }
    }

    private IThreadPoolWorkItem? Take()
    {
        lock (_gate)
        {
            while (_work.Count == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }

            return _work.TryDequeue(out var work) ? work : null;
        }
    }
}
