namespace Akka.Serialization;

/// <summary>Bytes of the runtime's own messages. Manifests, fields and their order are wire format.</summary>
internal abstract class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public sealed override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Write(writer, obj);
        writer.Flush();
        return stream.ToArray();
    }

    public sealed override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return Read(reader, manifest);
    }

    protected abstract void Write(BinaryWriter writer, object message);

    /// <exception cref="SerializationException">For one, when the manifest is none of this serializer's.</exception>
    protected abstract object Read(BinaryReader reader, string manifest);

    protected static SerializationException Unknown(string manifest) => new($"Unknown manifest '{manifest}'");

    protected static void WriteTexts(BinaryWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Write7BitEncodedInt(texts.Count);
        foreach (var text in texts)
        {
            writer.Write(text);
        }
    }

    protected static List<string> ReadTexts(BinaryReader reader, int most) =>
        ReadMany(reader, most, static from => from.ReadString());

    protected static List<T> ReadMany<T>(BinaryReader reader, int most, Func<BinaryReader, T> one)
    {
        var count = reader.Read7BitEncodedInt();
        if (count < 0 || count > most)
        {
            throw new SerializationException($"A list of {count} entries");
        }

        var list = new List<T>();
        for (var i = 0; i < count; i++)
        {
            list.Add(one(reader));
        }

        return list;
    }

    /// <summary>A message of any serializer inside of this one's; null is -1 in place of an identifier.</summary>
    protected void WriteNested(BinaryWriter writer, object? nested)
    {
        if (nested is null)
        {
            writer.Write(-1);
            return;
        }

        var serializer = (SerializerWithStringManifest)system.Serialization.FindSerializerFor(nested);
        var bytes = serializer.ToBinary(nested);
        writer.Write(serializer.Identifier);
        writer.Write(serializer.Manifest(nested));
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <param name="reader">At the nested message.</param>
    /// <param name="own">
    /// Which of this serializer's messages may be in there: messages within messages would end in the stack's end.
    /// </param>
    protected object? ReadNestedOrNull(BinaryReader reader, params ReadOnlySpan<string> own)
    {
        var identifier = reader.ReadInt32();
        if (identifier == -1)
        {
            return null;
        }

        var manifest = reader.ReadString();
        var length = reader.ReadInt32();
        if ((identifier == Identifier && !own.Contains(manifest))
            || length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new SerializationException(
                $"A nested message '{manifest}' of {length} bytes, serializer {identifier}");
        }

        return system.Serialization.Deserialize(reader.ReadBytes(length), identifier, manifest);
    }

    protected object ReadNested(BinaryReader reader, params ReadOnlySpan<string> own) =>
        ReadNestedOrNull(reader, own) ?? throw new SerializationException("A nested message is missing");
}
