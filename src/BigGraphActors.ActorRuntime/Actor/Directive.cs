namespace Akka.Actor;

/// <summary>What a supervisor does with a failed child.</summary>
public enum Directive
{
    /// <summary>Goes on with the same instance; the failing message is lost.</summary>
    Resume,

    /// <summary>Makes a new instance; the mailbox is kept, the failing message is lost.</summary>
    Restart,

    /// <summary>Fails itself, for its own supervisor to decide.</summary>
    Escalate,

    /// <summary>Ends the child.</summary>
    Stop,
}
