using Akka.Serialization;

namespace Akka.Cluster.Protocol;

/// <summary>Bytes of the messages about membership. Manifests and fields are wire format.</summary>
internal sealed class ClusterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
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

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        switch (obj)
        {
            case InitJoin search:
                WireNode.Write(writer, search.From);
                break;
            case InitJoinAck found:
                WireNode.Write(writer, found.From);
                break;
            case Join join:
                WireNode.Write(writer, join.From);
                Write(writer, join.Roles);
                break;
            case Welcome welcome:
                WireNode.Write(writer, welcome.From);
                Write(writer, welcome.Gossip);
                break;
            case GossipEnvelope envelope:
                WireNode.Write(writer, envelope.From);
                WireNode.Write(writer, envelope.To);
                writer.Write(envelope.Reply);
                Write(writer, envelope.Gossip);
                break;
            case Heartbeat beat:
                WireNode.Write(writer, beat.From);
                break;
            case HeartbeatResponse alive:
                WireNode.Write(writer, alive.From);
                break;
            case ExitingConfirmed confirmed:
                WireNode.Write(writer, confirmed.From);
                break;
        }

        writer.Flush();
        return stream.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var from = WireNode.Read(reader);
        return manifest switch
        {
            "IJ" => new InitJoin(from),
            "IJA" => new InitJoinAck(from),
            "J" => new Join(from, ReadRoles(reader)),
            "W" => new Welcome(from, ReadGossip(reader)),
            "GE" => ReadEnvelope(from, reader),
            "HB" => new Heartbeat(from),
            "HBR" => new HeartbeatResponse(from),
            "EC" => new ExitingConfirmed(from),
            _ => throw new SerializationException($"Unknown manifest '{manifest}'"),
        };
    }

    private static GossipEnvelope ReadEnvelope(UniqueAddress from, BinaryReader reader)
    {
        var to = WireNode.Read(reader);
        var reply = reader.ReadBoolean();
        return new GossipEnvelope(from, to, ReadGossip(reader), reply);
    }

    private static void Write(BinaryWriter writer, ImmutableHashSet<string> roles)
    {
        writer.Write7BitEncodedInt(roles.Count);
        foreach (var role in roles)
        {
            writer.Write(role);
        }
    }

    private static ImmutableHashSet<string> ReadRoles(BinaryReader reader) =>
        [.. Many(reader, static from => from.ReadString())];

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
            Write(writer, member.Roles);
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
        var nodes = Many(reader, WireNode.Read);
        UniqueAddress Place(BinaryReader from) => nodes[from.Read7BitEncodedInt()];
        var founder = Place(reader);
        var members = Many(reader, from =>
        {
            var node = Place(from);
            var status = (MemberStatus)from.ReadByte();
            return new Member(node, from.ReadInt32(), status, ReadRoles(from));
        });
        if (members.Exists(static member => member.Status > MemberStatus.Removed))
        {
            throw new SerializationException("An unknown member status");
        }

        var observations = Many(reader, from =>
        {
            var observer = Place(from);
            var version = from.ReadInt64();
            return (observer, new Observation(version, [.. Many(from, Place)]));
        });
        return new Gossip(
            Gossip.Empty.Members.AddRange(members.Select(static one => KeyValuePair.Create(one.UniqueAddress, one))),
            observations.ToImmutableSortedDictionary(static pair => pair.observer, static pair => pair.Item2),
            [.. Many(reader, Place)])
        {
            Founder = founder,
        };
    }

    private static List<T> Many<T>(BinaryReader reader, Func<BinaryReader, T> one)
    {
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MostEntries)
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
}
