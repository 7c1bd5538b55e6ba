using Akka.Actor;

namespace Akka.Serialization;

/// <summary>When a message has no serializer, or bytes have none that knows them.</summary>
/// <param name="message">Type, manifest or identifier.</param>
/// <param name="cause">What the serializer threw.</param>
public sealed class SerializationException(string message, Exception? cause = null) : AkkaException(message, cause);
