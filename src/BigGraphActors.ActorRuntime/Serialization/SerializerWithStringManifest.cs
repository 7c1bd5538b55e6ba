namespace Akka.Serialization;

/// <summary>A serializer whose bytes travel with a short text that says what they are.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    /// <summary>Called once in a system, by configuration.</summary>
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system) { }

    /// <summary>The text for a message; part of the wire format.</summary>
    public abstract string Manifest(object o);

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">From anybody who reaches the port: trust nothing.</param>
    /// <param name="manifest">Likewise; throw on one that is unknown.</param>
    public abstract object FromBinary(byte[] bytes, string manifest);
}
