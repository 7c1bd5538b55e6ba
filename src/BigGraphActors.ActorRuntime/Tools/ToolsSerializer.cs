using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Serialization;

namespace Akka.Cluster.Tools;

/// <summary>Bytes of the messages of singletons and of publishing. Manifests and fields are wire format.</summary>
internal sealed class ToolsSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const int MostTopics = 4096;

    public static IEnumerable<Type> Types => [typeof(SingletonMessage), typeof(TopicsOfNode), typeof(Published)];

    public override int Identifier => 14;

    public override string Manifest(object o) => o switch
    {
        HandOverToMe => "HO",
        HandOverDone => "HD",
        TopicsOfNode => "T",
        _ => "P",
    };

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        switch (obj)
        {
            case SingletonMessage message:
                WireNode.Write(writer, message.From);
                break;
            case TopicsOfNode news:
                WireNode.Write(writer, news.From);
                writer.Write(news.Version);
                writer.Write7BitEncodedInt(news.Topics.Count);
                foreach (var topic in news.Topics)
                {
                    writer.Write(topic);
                }

                break;
            case Published published:
                writer.Write(published.Topic);
                NestedPayload.Write(system, writer, published.Message);
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
            "HO" => new HandOverToMe(WireNode.Read(reader)),
            "HD" => new HandOverDone(WireNode.Read(reader)),
            "T" => ReadTopics(reader),
            "P" => new Published(reader.ReadString(), NestedPayload.Read(system, reader, Identifier)),
            _ => throw new SerializationException($"Unknown manifest '{manifest}'"),
        };
    }

    private static TopicsOfNode ReadTopics(BinaryReader reader)
    {
        var (from, version, count) = (WireNode.Read(reader), reader.ReadInt64(), reader.Read7BitEncodedInt());
        if (count is < 0 or > MostTopics)
        {
            throw new SerializationException($"{count} topics");
        }

        var topics = new List<string>();
        for (var i = 0; i < count; i++)
        {
            topics.Add(reader.ReadString());
        }

        return new TopicsOfNode(from, version, topics);
    }
}
