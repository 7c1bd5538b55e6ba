namespace Akka.Serialization;

/// <summary>A user's message inside one of the runtime's.</summary>
internal static class NestedPayload
{
    public static void Write(ExtendedActorSystem system, BinaryWriter writer, object message)
    {
        var serializer = (SerializerWithStringManifest)system.Serialization.FindSerializerFor(message);
        var bytes = serializer.ToBinary(message);
        writer.Write(serializer.Identifier);
        writer.Write(serializer.Manifest(message));
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <param name="system">Whose serializers read it.</param>
    /// <param name="reader">At the payload.</param>
    /// <param name="outer">
    /// Whose message this is inside of: messages of one kind within each other would end in the stack's end.
    /// </param>
    public static object Read(ExtendedActorSystem system, BinaryReader reader, int outer)
    {
        var identifier = reader.ReadInt32();
        var manifest = reader.ReadString();
        var length = reader.ReadInt32();
        if (identifier == outer || length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new SerializationException($"A nested message of {length} bytes, serializer {identifier}");
        }

        return system.Serialization.Deserialize(reader.ReadBytes(length), identifier, manifest);
    }
}
