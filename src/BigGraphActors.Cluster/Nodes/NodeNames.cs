using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Nodes;

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

/// <summary>Whether what an actor is told comes from a member that may say it.</summary>
/// <remarks>
/// Each node that reaches an actor knows the secret. This class checks what its role may do, and that the node is still
/// a member. A refused message is logged once for each kind and sender.
/// </remarks>
/// <param name="context">The context of the actor that receives.</param>
internal sealed class Senders(IActorContext context)
{
    private const int MostLines = 100;
    private readonly HashSet<string> _told = [];
    private readonly ILoggingAdapter _log = context.GetLogger();

    /// <summary>Whether the message being received comes from the trainer that it names, on a worker.</summary>
    public bool IsTrainer(object message, NodeName trainer) =>
        IsAllowed(message, NodeSettings.WorkerRole, member => NodeNames.Of(member.UniqueAddress) == trainer);

    /// <summary>Whether the message being received comes from a member with a role.</summary>
    /// <param name="message">Its type is logged when it is refused.</param>
    /// <param name="role">The role, or none for any member.</param>
    public bool Has(object message, string? role = null) => IsAllowed(message, role, _ => true);

    private bool IsAllowed(object message, string? role, Func<Member, bool> isRight)
    {
        bool isAllowed = Find() is { } member && (role is null || member.HasRole(role)) && isRight(member);
        string what = $"{message.GetType().Name} from {context.Sender.Path}";
        if (!isAllowed && _told.Count < MostLines && _told.Add(what))
        {
            _log.Warning("Refused {0}, which is no member that may say that", what);
        }

        return isAllowed;
    }

    private Member? Find()
    {
        // Who sends no address could be anybody.
        IActorRef sender = context.Sender;
        if (sender.IsNobody() || sender.Equals(context.System.DeadLetters))
        {
            return null;
        }

        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(context.System);
        Address address = sender.Path.Address;
        return address.HasLocalScope || address == cluster.SelfAddress
            ? cluster.SelfMember
            : cluster.State.Members.FirstOrDefault(
                member => member.Address == address
                    && member.Status is not (MemberStatus.Down or MemberStatus.Removed));
    }
}
