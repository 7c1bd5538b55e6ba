namespace Akka.Actor;

/// <summary>Messages put aside to be handled later, in the order in which they came.</summary>
public interface IStash
{
    /// <summary>Puts the current message aside.</summary>
    /// <exception cref="IllegalActorStateException">When the same message is stashed twice in a row.</exception>
    void Stash();

    /// <summary>Puts the oldest back before the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all back before the mailbox, oldest first; done by itself before a restart and a stop.</summary>
    void UnstashAll();
}
