using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;

namespace BigGraphActors.Cluster.Locking;

/// <summary>Carries a trainer's requests to the bucket lock and its answers back, and keeps the leases alive.</summary>
/// <remarks>
/// One a worker node, at <see cref="Path"/>, where the lock finds it again after either of them has moved. Repeats
/// what is not answered; runs on the thread pool, which goes before trainers, so that leases live while those burn all
/// cores.
/// </remarks>
internal sealed class LockClientActor : ReceiveActor, IWithTimers
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "lock-client";

    /// <summary>Where the lock finds it on each node.</summary>
    public const string Path = "/user/" + Name;

    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(1);
    private readonly IActorRef _lock;
    private readonly LockClient _client;
    private string _told = "";

    public LockClientActor(IActorRef bucketLock, LockClient client)
    {
        _lock = bucketLock;
        _client = client;
        Receive<Wake>(_ => Send(_client.State.Outstanding));
        Receive<Repeat>(_ => Send(_client.State.Repeated));
        Receive<LockReply>(reply =>
        {
            _client.Receive(reply);
            PublishWaiting();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("repeat", new Repeat(), RepeatInterval);

    private void Send(IEnumerable<LockCommand> commands)
    {
        foreach (LockCommand command in commands)
        {
            _lock.Tell(command);
        }
    }

    private void PublishWaiting()
    {
        string reason = _client.State.WaitReason;
        if (reason != _told && reason.Length > 0)
        {
            Context.System.PublishRunEvent(new TrainerWaiting(reason));
        }

        _told = reason;
    }

    /// <summary>There is something new to be sent.</summary>
    public sealed record Wake;

    private sealed record Repeat;
}
