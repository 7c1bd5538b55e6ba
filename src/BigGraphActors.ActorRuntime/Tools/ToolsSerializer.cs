using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Serialization;

namespace Akka.Cluster.Tools;

/// <summary>Bytes of the messages of singletons and of publishing.</summary>
internal sealed class ToolsSerializer(ExtendedActorSystem system) : WireSerializer(system)
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

    protected override void Write(BinaryWriter writer, object message)
    {
        switch (message)
        {
            case SingletonMessage handOver:
                WireNode.Write(writer, handOver.From);
                break;
            case TopicsOfNode news:
                WireNode.Write(writer, news.From);
                writer.Write(news.Version);
                WriteTexts(writer, news.Topics);
                break;
            case Published published:
                writer.Write(published.Topic);
                WriteNested(writer, published.Message);
                break;
        }
    }

    protected override object Read(BinaryReader reader, string manifest) => manifest switch
    {
        "HO" => new HandOverToMe(WireNode.Read(reader)),
        "HD" => new HandOverDone(WireNode.Read(reader)),
        "T" => new TopicsOfNode(WireNode.Read(reader), reader.ReadInt64(), ReadTexts(reader, MostTopics)),
        "P" => new Published(reader.ReadString(), ReadNested(reader)),
        _ => throw Unknown(manifest),
    };
}
