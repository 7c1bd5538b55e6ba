using Akka.Serialization;

namespace Akka.Cluster.Sharding.Protocol;

/// <summary>Bytes of the messages between regions and coordinators. Manifests and fields are wire format.</summary>
internal sealed class ShardingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const int MostShards = 65536;

    public static IEnumerable<Type> Types => [typeof(Addressed), typeof(ShardingEnvelope)];

    public override int Identifier => 13;

    public override string Manifest(object o) => (o as Addressed)?.Message switch
    {
        Register => "R",
        RegisterAck => "RA",
        GetShardHome => "G",
        ShardHome => "H",
        HostShard => "O",
        ShardStarted => "S",
        BeginHandOff => "B",
        BeginHandOffAck => "BA",
        HandOff => "X",
        ShardStopped => "E",
        GracefulShutdownRequest => "Q",
        AskToRegister => "A",
        NoRegion => "N",
        _ => "V",
    };

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        if (obj is ShardingEnvelope envelope)
        {
            writer.Write(envelope.EntityId);
            NestedPayload.Write(system, writer, envelope.Message);
        }
        else
        {
            WireNode.Write(writer, ((Addressed)obj).To);
            Write(writer, ((Addressed)obj).Message);
        }

        writer.Flush();
        return stream.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        if (manifest == "V")
        {
            return new ShardingEnvelope(reader.ReadString(), NestedPayload.Read(system, reader, Identifier));
        }

        return new Addressed(WireNode.Read(reader), ReadMessage(reader, manifest));
    }

    private static ShardingMessage ReadMessage(BinaryReader reader, string manifest)
    {
        var (from, term) = (WireNode.Read(reader), reader.ReadInt64());
        return manifest switch
        {
            "R" => new Register(from, ReadShards(reader)),
            "RA" => new RegisterAck(from, term),
            "G" => new GetShardHome(from, term, reader.ReadString()),
            "H" => new ShardHome(from, term, reader.ReadString(), reader.ReadInt64(), WireNode.Read(reader)),
            "O" => new HostShard(from, term, reader.ReadString(), reader.ReadInt64()),
            "S" => new ShardStarted(from, term, reader.ReadString(), reader.ReadInt64()),
            "B" => new BeginHandOff(from, term, reader.ReadString()),
            "BA" => new BeginHandOffAck(from, term, reader.ReadString()),
            "X" => new HandOff(from, term, reader.ReadString(), reader.ReadInt64()),
            "E" => new ShardStopped(from, term, reader.ReadString(), reader.ReadInt64()),
            "Q" => new GracefulShutdownRequest(from, term),
            "A" => new AskToRegister(from, term),
            "N" => new NoRegion(from),
            _ => throw new SerializationException($"Unknown manifest '{manifest}'"),
        };
    }

    private static void Write(BinaryWriter writer, ShardingMessage message)
    {
        WireNode.Write(writer, message.From);
        writer.Write(message.Term);
        switch (message)
        {
            case Register register:
                writer.Write7BitEncodedInt(register.Shards.Count);
                foreach (var shard in register.Shards)
                {
                    writer.Write(shard);
                }

                break;
            case GetShardHome ask:
                writer.Write(ask.Shard);
                break;
            case ShardHome home:
                Write(writer, home.Shard, home.Epoch);
                WireNode.Write(writer, home.Home);
                break;
            case HostShard host:
                Write(writer, host.Shard, host.Epoch);
                break;
            case ShardStarted started:
                Write(writer, started.Shard, started.Epoch);
                break;
            case BeginHandOff begin:
                writer.Write(begin.Shard);
                break;
            case BeginHandOffAck ack:
                writer.Write(ack.Shard);
                break;
            case HandOff order:
                Write(writer, order.Shard, order.Epoch);
                break;
            case ShardStopped stopped:
                Write(writer, stopped.Shard, stopped.Epoch);
                break;
        }
    }

    private static void Write(BinaryWriter writer, string shard, long epoch)
    {
        writer.Write(shard);
        writer.Write(epoch);
    }

    private static List<string> ReadShards(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MostShards)
        {
            throw new SerializationException($"{count} shards");
        }

        var shards = new List<string>();
        for (var i = 0; i < count; i++)
        {
            shards.Add(reader.ReadString());
        }

        return shards;
    }
}
