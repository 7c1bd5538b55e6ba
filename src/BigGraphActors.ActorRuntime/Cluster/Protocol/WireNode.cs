namespace Akka.Cluster;

/// <summary>A node's life on the wire.</summary>
internal static class WireNode
{
    public static void Write(BinaryWriter writer, UniqueAddress node)
    {
        writer.Write(node.Address.ToString());
        writer.Write(node.Uid);
    }

    public static UniqueAddress Read(BinaryReader reader) =>
        new(Address.Parse(reader.ReadString()), reader.ReadInt32());
}
