namespace Akka.Dispatch;

/// <summary><c>type = PinnedDispatcher</c>: each actor has a thread of its own for as long as it lives.</summary>
internal sealed class PinnedDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    internal override MessageDispatcher Attach() => new OwnThread(Id, Throughput);

    internal override void Schedule(IThreadPoolWorkItem work) =>
        throw new InvalidOperationException("Only what Attach returned runs anything");

    private sealed class OwnThread(string id, int throughput) : MessageDispatcher(id, throughput)
    {
        private readonly DedicatedThreads _thread = new(id, 1, background: true);

        internal override void Schedule(IThreadPoolWorkItem work) => _thread.Add(work);

        internal override void Detach() => _thread.Dispose();
    }
}
