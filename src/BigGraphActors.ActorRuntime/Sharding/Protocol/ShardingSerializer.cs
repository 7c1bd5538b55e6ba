using Akka.Serialization;

namespace Akka.Cluster.Sharding.Protocol;

/// <summary>Bytes of the messages between regions and coordinators.</summary>
internal sealed class ShardingSerializer(ExtendedActorSystem system) : WireSerializer(system)
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

    protected override void Write(BinaryWriter writer, object message)
    {
        if (message is ShardingEnvelope envelope)
        {
            writer.Write(envelope.EntityId);
            WriteNested(writer, envelope.Message);
        }
        else if (message is Addressed mail)
        {
            WireNode.Write(writer, mail.To);
            Write(writer, mail.Message);
        }
    }

    protected override object Read(BinaryReader reader, string manifest) => manifest == "V"
        ? new ShardingEnvelope(reader.ReadString(), ReadNested(reader))
        : new Addressed(WireNode.Read(reader), ReadMessage(reader, manifest));

    private static ShardingMessage ReadMessage(BinaryReader reader, string manifest)
    {
        var (from, term) = (WireNode.Read(reader), reader.ReadInt64());
        return manifest switch
        {
            "R" => new Register(from, ReadTexts(reader, MostShards)),
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
            _ => throw Unknown(manifest),
        };
    }

    private static void Write(BinaryWriter writer, ShardingMessage message)
    {
        WireNode.Write(writer, message.From);
        writer.Write(message.Term);
        if (message is Register register)
        {
            WriteTexts(writer, register.Shards);
        }

        if (message is ShardMessage about)
        {
            writer.Write(about.Shard);
        }

        if (message is PlacementMessage placement)
        {
            writer.Write(placement.Epoch);
        }

        if (message is ShardHome home)
        {
            WireNode.Write(writer, home.Home);
        }
    }
}
