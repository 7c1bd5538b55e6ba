namespace Akka.Dispatch;

/// <summary>What runs actors' turns.</summary>
/// <remarks>May differ: it is not meant to be derived from.</remarks>
public abstract class MessageDispatcher
{
    private protected MessageDispatcher(string id, int throughput) => (Id, Throughput) = (id, throughput);

    /// <summary>The path of its settings.</summary>
    public string Id { get; }

    /// <summary>How many messages an actor may handle before others get their turn.</summary>
    public int Throughput { get; }

    /// <summary>Called for each actor that will run here.</summary>
    /// <returns>What the actor is to use: itself, or something of the actor's own.</returns>
    internal virtual MessageDispatcher Attach() => this;

    /// <summary>Called when an actor that ran here has stopped.</summary>
    internal virtual void Detach() { }

    internal abstract void Schedule(IThreadPoolWorkItem work);

    /// <summary>Called when the system has ended.</summary>
    internal virtual void Shutdown() { }
}
