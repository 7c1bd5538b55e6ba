namespace Akka.Actor;

/// <summary>Stands for an asker until the first reply; gets a path only if someone wants one.</summary>
internal sealed class AskRef<T>(ActorSystemCore system) : InternalActorRef
{
    private readonly Lock _naming = new();
    private ActorPath? _path;

    public TaskCompletionSource<T> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorSystemCore Home { get; } = system;

    public override InternalActorRef Parent => Home.Temporary;

    public override bool IsTerminated => Reply.Task.IsCompleted;

    public override ActorPath Path
    {
        get
        {
            lock (_naming)
            {
                if (_path is null)
                {
                    _path = Home.Temporary.Register(this);
                    if (Reply.Task.IsCompleted)
                    {
                        Home.Temporary.Remove(_path);
                    }
                }

                return _path;
            }
        }
    }

    public override bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override void Tell(object message, IActorRef? sender)
    {
        var first = message switch
        {
            T typed => Reply.TrySetResult(typed),
            Status.Failure failure => Reply.TrySetException(failure.Cause),
            _ => Reply.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (first)
        {
            Release();
        }
        else
        {
            Home.PublishDeadLetter(message, sender, this);
        }
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is DeathWatchNotification death)
        {
            Tell(new Terminated(death.Actor, death.ExistenceConfirmed, death.AddressTerminated), death.Actor);
        }
        else
        {
            message.BounceOffTheDead();
        }
    }

    public void Release()
    {
        lock (_naming)
        {
            if (_path is not null)
            {
                Home.Temporary.Remove(_path);
            }
        }
    }
}
