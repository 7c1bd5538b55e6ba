using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>How nodes are named in messages, in the ledger and on screens.</summary>
internal static class NodeNames
{
    /// <summary>The name of a member's life.</summary>
    public static NodeName Of(UniqueAddress node) => new(string.Create(
        CultureInfo.InvariantCulture, $"{node.Address.Host}:{node.Address.Port}#{(uint)node.Uid}"));

    /// <summary>The name of this node.</summary>
    public static NodeName Of(ActorSystem system) =>
        Of(Akka.Cluster.Cluster.Get(system).SelfUniqueAddress);

    /// <summary>Where the actors of a named node are found.</summary>
    public static Address AddressOf(NodeName node, Address like)
    {
        int colon = node.Address.LastIndexOf(':');
        return new Address(
            like.Protocol,
            like.System,
            node.Address[..colon],
            int.Parse(node.Address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
