namespace Akka.Dispatch;

/// <summary>Threads of their own that take work from one queue.</summary>
internal sealed class DedicatedThreads : IDisposable
{
    private readonly BlockingCollection<IThreadPoolWorkItem> _work = [];

    public DedicatedThreads(string name, int count, bool background)
    {
        for (var i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = background, Name = $"{name}_{i}" }.Start();
        }
    }

    public void Add(IThreadPoolWorkItem work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            // The system has ended; a mailbox that is woken now has nobody to run for.
        }
    }

    /// <summary>The threads end when the queue is empty.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work.Execute();
        }
    }
}
