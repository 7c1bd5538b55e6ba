namespace Akka.Actor;

/// <summary>
/// The top of the tree: ends the system when a guardian fails, first <c>/user</c>, then <c>/system</c>.
/// </summary>
internal sealed class RootGuardian(ActorSystemCore system) : InternalActorRef
{
    private LocalActorRef? _user;
    private LocalActorRef? _system;

    public override ActorPath Path { get; } = new RootActorPath(system.LocalAddress);

    public override ActorSystemCore Home => system;

    public override InternalActorRef Parent => this;

    public void Adopt(LocalActorRef user, LocalActorRef systemGuardian) => (_user, _system) = (user, systemGuardian);

    public override InternalActorRef? GetChild(string name, long uid) => name switch
    {
        "user" => _user,
        "system" => _system,
        "temp" => system.Temporary,
        "deadLetters" => (InternalActorRef)system.DeadLetters,
        _ => null,
    };

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is ActorSelectionMessage selection)
        {
            selection.Deliver(this, sender);
        }
        else
        {
            system.PublishDeadLetter(message, sender, this);
        }
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                system.Log.Log(Event.LogLevel.ErrorLevel, failed.Cause, $"{failed.Child} failed: the system ends");
                system.FinalTerminate();
                break;
            case DeathWatchNotification death when death.Actor.Equals(_user):
                _system!.Stop();
                break;
            case DeathWatchNotification:
                system.GuardiansGone();
                break;
        }
    }
}
