namespace Akka.Serialization;

/// <summary>Turns messages into bytes and back, under a number that all nodes know.</summary>
/// <remarks>
/// May differ: derive from <see cref="SerializerWithStringManifest"/>; types are never looked up by name here.
/// </remarks>
public abstract class Serializer
{
    /// <summary>Where the serializer lives.</summary>
    protected readonly ExtendedActorSystem system;

    private protected Serializer(ExtendedActorSystem system) => this.system = system;

    /// <summary>
    /// Unique in a cluster; 0 to 40 are the runtime's. By default from <c>akka.actor.serialization-identifiers</c>.
    /// </summary>
    public virtual int Identifier => Akka.Serialization.Serialization.ConfiguredIdentifier(system, GetType());

    /// <summary>The bytes of a message.</summary>
    public abstract byte[] ToBinary(object obj);
}
