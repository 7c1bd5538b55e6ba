namespace Akka.Actor;

/// <summary>Makes the receiver fail with <see cref="ActorKilledException"/>; the default decider stops it.</summary>
public sealed class Kill : IAutoReceivedMessage
{
    /// <summary>The only one.</summary>
    public static readonly Kill Instance = new();

    private Kill() { }

    /// <inheritdoc/>
    public override string ToString() => "<Kill>";
}
