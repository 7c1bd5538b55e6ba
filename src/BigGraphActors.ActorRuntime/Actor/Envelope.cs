namespace Akka.Actor;

/// <summary>A message in a mailbox with its sender.</summary>
/// <param name="message">The message; never null.</param>
/// <param name="sender">Who sent it; null when nobody is to get replies.</param>
public readonly struct Envelope(object message, IActorRef? sender) : IEquatable<Envelope>
{
    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>Who sent it; null when nobody is to get replies.</summary>
    public IActorRef Sender { get; } = sender!;

    /// <inheritdoc/>
    public bool Equals(Envelope other) => ReferenceEquals(Message, other.Message) && Equals(Sender, other.Sender);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Envelope other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Message, Sender);

    /// <summary>Whether both hold the same message object of the same sender.</summary>
    public static bool operator ==(Envelope left, Envelope right) => left.Equals(right);

    /// <summary>Whether message or sender differ.</summary>
    public static bool operator !=(Envelope left, Envelope right) => !left.Equals(right);
}
