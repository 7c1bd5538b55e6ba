namespace Akka.Remote;

/// <summary>When bytes on a connection are not what this runtime writes, or a node refuses another.</summary>
/// <param name="message">What was found, or the refusal.</param>
public sealed class RemoteException(string message) : AkkaException(message);
