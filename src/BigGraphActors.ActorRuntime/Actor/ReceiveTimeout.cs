namespace Akka.Actor;

/// <summary>Nothing came for as long as <see cref="IActorContext.SetReceiveTimeout"/> said.</summary>
public sealed class ReceiveTimeout
{
    /// <summary>The only one.</summary>
    public static readonly ReceiveTimeout Instance = new();

    private ReceiveTimeout() { }
}
