namespace Akka.Serialization;

/// <summary>The runtime's own messages between actors.</summary>
internal sealed class RuntimeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const int MostElements = 64;

    public static IEnumerable<Type> Types =>
    [
        typeof(PoisonPill), typeof(Kill), typeof(Identify), typeof(ActorIdentity), typeof(ActorSelectionMessage),
        typeof(Status.Success), typeof(Status.Failure), typeof(Done),
    ];

    public override int Identifier => 16;

    public override string Manifest(object o) => o switch
    {
        PoisonPill => "P",
        Kill => "K",
        Identify => "ID",
        ActorIdentity => "AID",
        ActorSelectionMessage => "SEL",
        Status.Success => "OK",
        Status.Failure => "FAIL",
        _ => "DONE",
    };

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        switch (obj)
        {
            case Identify identify:
                WriteNested(writer, identify.MessageId);
                break;
            case ActorIdentity identity:
                WriteNested(writer, identity.MessageId);
                writer.Write(identity.Subject is null ? ""
                    : Akka.Serialization.Serialization.SerializedActorPath(identity.Subject));
                break;
            case ActorSelectionMessage selection:
                writer.Write7BitEncodedInt(selection.Elements.Count);
                foreach (var element in selection.Elements)
                {
                    writer.Write(element);
                }

                WriteNested(writer, selection.Message);
                break;
            case Status.Success success:
                WriteNested(writer, success.Status);
                break;
            case Status.Failure failure:
                writer.Write(failure.Cause.GetType().Name);
                writer.Write(failure.Cause.Message);
                break;
        }

        writer.Flush();
        return stream.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return manifest switch
        {
            "P" => PoisonPill.Instance,
            "K" => Kill.Instance,
            "DONE" => Done.Instance,
            "ID" => new Identify(ReadNested(reader, selected: false)),
            "AID" => new ActorIdentity(ReadNested(reader, selected: false), ReadRef(reader)),
            "SEL" => ReadSelection(reader),
            "OK" => new Status.Success(ReadNested(reader, selected: false)),
            "FAIL" => new Status.Failure(new RemoteFailureException(reader.ReadString(), reader.ReadString())),
            _ => throw new SerializationException($"Unknown manifest '{manifest}'"),
        };
    }

    private ActorSelectionMessage ReadSelection(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MostElements)
        {
            throw new SerializationException($"A selection of {count} elements");
        }

        var elements = new string[count];
        for (var i = 0; i < count; i++)
        {
            elements[i] = reader.ReadString();
        }

        var message = ReadNested(reader, selected: true)
            ?? throw new SerializationException("A selection without a message");
        return new ActorSelectionMessage(message, elements);
    }

    private IActorRef? ReadRef(BinaryReader reader)
    {
        var path = reader.ReadString();
        return path.Length == 0 ? null : system.Provider.ResolveActorRef(path);
    }

    private void WriteNested(BinaryWriter writer, object? nested)
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

    private object? ReadNested(BinaryReader reader, bool selected)
    {
        var identifier = reader.ReadInt32();
        if (identifier == -1)
        {
            return null;
        }

        var manifest = reader.ReadString();
        if (identifier == Identifier && !(selected && manifest is "P" or "K" or "ID"))
        {
            // Messages within messages within messages would end in the stack's.
            throw new SerializationException($"'{manifest}' may not be nested");
        }

        var length = reader.ReadInt32();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new SerializationException($"A nested message of {length} bytes");
        }

        return system.Serialization.Deserialize(reader.ReadBytes(length), identifier, manifest);
    }
}
