namespace Akka.Actor;

/// <summary>Messages put aside to be handled later, in the order in which they came.</summary>
public interface IStash
{
    /// <summary>How many are put aside.</summary>
    int Count { get; }

    /// <summary>Whether none is put aside.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether one is put aside.</summary>
    bool NonEmpty { get; }

    /// <summary>Puts the current message aside.</summary>
    /// <exception cref="IllegalActorStateException">When the same message is stashed twice in a row.</exception>
    void Stash();

    /// <summary>Puts the oldest back before the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all back before the mailbox, oldest first; done by itself before a restart and a stop.</summary>
    void UnstashAll();

    /// <summary>Puts those back that pass, and forgets the others.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Takes all out.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts envelopes before those that are put aside.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}
