namespace Akka.Dispatch;

/// <summary>
/// <c>type = Dispatcher</c>: turns run on the .NET thread pool, in the order in which they were asked for.
/// </summary>
internal sealed class ThreadPoolDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    // Not preferLocal: its last-in-first-out order would let two busy actors starve all others.
    internal override void Schedule(IThreadPoolWorkItem work) =>
        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}
