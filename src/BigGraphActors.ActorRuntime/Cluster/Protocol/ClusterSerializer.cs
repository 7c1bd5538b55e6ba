using Akka.Serialization;

namespace Akka.Cluster.Protocol;

/// <summary>Bytes of the messages about membership.</summary>
internal sealed class ClusterSerializer(ExtendedActorSystem system) : WireSerializer(system)
{
    private const int MostEntries = 4096;

    public override int Identifier => 5;

    public override string Manifest(object o) => o switch
    {
        InitJoin => "IJ",
        InitJoinAck => "IJA",
        Join => "J",
        Welcome => "W",
        GossipEnvelope => "GE",
        Heartbeat => "HB",
        HeartbeatResponse => "HBR",
        _ => "EC",
    };

    protected override void Write(BinaryWriter writer, object message)
    {
        WireNode.Write(writer, ((ClusterMessage)message).From);
        switch (message)
        {
            case Join join:
                WriteTexts(writer, join.Roles);
                break;
            case Welcome welcome:
                Write(writer, welcome.Gossip);
                break;
            case GossipEnvelope envelope:
                WireNode.Write(writer, envelope.To);
                writer.Write(envelope.Reply);
                Write(writer, envelope.Gossip);
                break;
        }
    }

    protected override object Read(BinaryReader reader, string manifest)
    {
        var from = WireNode.Read(reader);
        return manifest switch
        {
            "IJ" => new InitJoin(from),
            "IJA" => new InitJoinAck(from),
            "J" => new Join(from, [.. ReadTexts(reader, MostEntries)]),
            "W" => new Welcome(from, ReadGossip(reader)),
            "GE" => ReadEnvelope(from, reader),
            "HB" => new Heartbeat(from),
            "HBR" => new HeartbeatResponse(from),
            "EC" => new ExitingConfirmed(from),
            _ => throw Unknown(manifest),
        };
    }

    private static GossipEnvelope ReadEnvelope(UniqueAddress from, BinaryReader reader)
    {
        var (to, reply) = (WireNode.Read(reader), reader.ReadBoolean());
        return new GossipEnvelope(from, to, ReadGossip(reader), reply);
    }

    /// <summary>All nodes first; what follows names them by their place.</summary>
    private static void Write(BinaryWriter writer, Gossip gossip)
    {
        List<UniqueAddress> nodes = [.. gossip.Members.Keys.Union(gossip.Observations.Keys)
            .Union(gossip.Observations.Values.SelectMany(static one => one.Unreachable)).Union(gossip.Seen)
            .Union([gossip.Founder!])];
        var places = nodes.Select(static (node, place) => (node, place))
            .ToDictionary(static pair => pair.node, static pair => pair.place);
        writer.Write7BitEncodedInt(nodes.Count);
        nodes.ForEach(node => WireNode.Write(writer, node));
        writer.Write7BitEncodedInt(places[gossip.Founder!]);
        writer.Write7BitEncodedInt(gossip.Members.Count);
        foreach (var member in gossip.Members.Values)
        {
            writer.Write7BitEncodedInt(places[member.UniqueAddress]);
            writer.Write((byte)member.Status);
            writer.Write(member.UpNumber);
            WriteTexts(writer, member.Roles);
        }

        writer.Write7BitEncodedInt(gossip.Observations.Count);
        foreach (var (observer, observation) in gossip.Observations)
        {
            writer.Write7BitEncodedInt(places[observer]);
            writer.Write(observation.Version);
            WritePlaces(writer, observation.Unreachable, places);
        }

        WritePlaces(writer, gossip.Seen, places);
    }

    private static void WritePlaces(
        BinaryWriter writer, IReadOnlyCollection<UniqueAddress> nodes, Dictionary<UniqueAddress, int> places)
    {
        writer.Write7BitEncodedInt(nodes.Count);
        foreach (var node in nodes)
        {
            writer.Write7BitEncodedInt(places[node]);
        }
    }

    private static Gossip ReadGossip(BinaryReader reader)
    {
        var nodes = ReadMany(reader, MostEntries, WireNode.Read);
        UniqueAddress Place(BinaryReader from) => nodes[from.Read7BitEncodedInt()];
        var founder = Place(reader);
        var members = ReadMany(reader, MostEntries, from =>
        {
            var node = Place(from);
            var status = (MemberStatus)from.ReadByte();
            return new Member(node, from.ReadInt32(), status, [.. ReadTexts(from, MostEntries)]);
        });
        if (members.Exists(static member => member.Status > MemberStatus.Removed))
        {
            throw new SerializationException("An unknown member status");
        }

        var observations = ReadMany(reader, MostEntries, from =>
        {
            var observer = Place(from);
            var version = from.ReadInt64();
            return (observer, new Observation(version, [.. ReadMany(from, MostEntries, Place)]));
        });
        return new Gossip(
            Gossip.Empty.Members.AddRange(members.Select(static one => KeyValuePair.Create(one.UniqueAddress, one))),
            observations.ToImmutableSortedDictionary(static pair => pair.observer, static pair => pair.Item2),
            [.. ReadMany(reader, MostEntries, Place)])
        {
            Founder = founder,
        };
    }
}
