namespace Akka.Actor;

/// <summary>Stops the receiver after what was already in its mailbox.</summary>
public sealed class PoisonPill : IAutoReceivedMessage
{
    /// <summary>The only one.</summary>
    public static readonly PoisonPill Instance = new();

    private PoisonPill() { }

    /// <inheritdoc/>
    public override string ToString() => "<PoisonPill>";
}
