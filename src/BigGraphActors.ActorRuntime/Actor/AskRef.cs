namespace Akka.Actor;

/// <summary>Stands for an asker until the first reply; gets a path only if someone wants one.</summary>
internal sealed class AskRef<T> : InternalActorRef
{
    private readonly ActorSystemCore _system;
    private readonly Lock _naming = new();
    private ActorPath? _path;

    public AskRef(ActorSystemCore system)
    {
        _system = system;
    }

    public TaskCompletionSource<T> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorSystemCore Home => _system;

    public override IInternalActorRef Parent => _system.Temporary;

    public override bool IsTerminated => Reply.Task.IsCompleted;

    public override ActorPath Path
    {
        get
        {
            lock (_naming)
            {
                if (_path is null)
                {
                    _path = _system.Temporary.Register(this);
                    if (Reply.Task.IsCompleted)
                    {
                        _system.Temporary.Remove(_path);
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
            _system.PublishDeadLetter(message, sender, this);
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
            DeadSystemMessages.Handle(message);
        }
    }

    public void Release()
    {
        lock (_naming)
        {
            if (_path is not null)
            {
                _system.Temporary.Remove(_path);
            }
        }
    }
}
