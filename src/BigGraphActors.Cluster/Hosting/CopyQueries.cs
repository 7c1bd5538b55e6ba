using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Copies;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Asks all nodes that can be reached, at once; waits on the caller's own thread.</summary>
internal sealed class CopyQueries(ActorSystem system) : ICopyQueries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public IReadOnlyList<CopyPlace> Find(FindCopy question)
    {
        Task<CopyPlace?>[] asked =
        [
            .. Members().Where(member => member.UniqueAddress != Self.SelfUniqueAddress)
                .Select(member => AskAsync<CopyPlace>(member, question)),
        ];
        return [.. Task.WhenAll(asked).Await().OfType<CopyPlace>()];
    }

    /// <inheritdoc/>
    public StartFiles? ListStartFiles() => Members().FirstOrDefault(Is(NodeSettings.SeedRole)) is { } seed
        ? AskAsync<StartFiles>(seed, new ListStartFiles()).Await()
        : null;

    /// <inheritdoc/>
    public void Tell(ForgetCopies news)
    {
        foreach (Member member in Members())
        {
            KeeperOf(member).Tell(news);
        }
    }

    private Akka.Cluster.Cluster Self => Akka.Cluster.Cluster.Get(system);

    private IEnumerable<Member> Members()
    {
        ClusterEvent.CurrentClusterState state = Self.State;
        return state.Members.Where(member => member.Status == MemberStatus.Up
            && !state.Unreachable.Contains(member)
            && (Is(NodeSettings.SeedRole)(member)
                || Is(NodeSettings.WorkerRole)(member)
                || Is(NodeSettings.PartitionServerRole)(member)));
    }

    private static Func<Member, bool> Is(string role) => member => member.HasRole(role);

    private ActorSelection KeeperOf(Member member) =>
        system.ActorSelection(new RootActorPath(member.Address) / "user" / CopyKeeperActor.Name);

    private async Task<T?> AskAsync<T>(Member member, object question)
        where T : class
    {
        try
        {
            return await KeeperOf(member).Ask<T>(question, Patience).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
