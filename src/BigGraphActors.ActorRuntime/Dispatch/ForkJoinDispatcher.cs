namespace Akka.Dispatch;

/// <summary>
/// <c>type = ForkJoinDispatcher</c>: turns run on threads of the dispatcher's own, whatever the pool does.
/// </summary>
internal sealed class ForkJoinDispatcher(string id, int throughput, int threads, bool background)
    : MessageDispatcher(id, throughput)
{
    private readonly DedicatedThreads _threads = new(id, threads, background);

    internal override void Schedule(IThreadPoolWorkItem work) => _threads.Add(work);

    internal override void Shutdown() => _threads.Dispose();
}
