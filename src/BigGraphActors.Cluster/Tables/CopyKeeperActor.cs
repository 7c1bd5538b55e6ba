using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Tables;

/// <summary>Answers for this node's copies, under <c>/user/copies</c>.</summary>
internal sealed class CopyKeeperActor : ReceiveActor
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "copies";

    /// <param name="host">Where this node's data plane is reached.</param>
    /// <param name="port">TCP port of this node's data plane.</param>
    /// <param name="rank">See <see cref="CopyPlace.Rank"/>.</param>
    /// <param name="folder">This node's, once it knows the run.</param>
    /// <param name="startFiles">Names for <see cref="StartFiles"/>; none but on the seed node.</param>
    public CopyKeeperActor(
        string host, int port, int rank, Func<CopyFolder?> folder, Func<IReadOnlyList<string>>? startFiles)
    {
        Receive<FindCopy>(asked => Sender.Tell(
            new CopyPlace(host, port, rank, folder()?.FirstOf(asked.Names) ?? "", folder() is not null)));
        Receive<ForgetCopies>(news => Forget(folder(), news));
        Receive<ListStartFiles>(_ =>
        {
            if (startFiles is not null)
            {
                Sender.Tell(new StartFiles(host, port, [.. startFiles()]));
            }
        });
    }

    private static void Forget(CopyFolder? folder, ForgetCopies news)
    {
        try
        {
            folder?.Forget(news);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // They only take room; later news deletes what is left over.
        }
    }
}

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
    public void Send(ForgetCopies news)
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

/// <summary>Asks the other nodes about copies; who does not answer in time is left out.</summary>
internal interface ICopyQueries
{
    /// <summary>Asks all of them.</summary>
    IReadOnlyList<CopyPlace> Find(FindCopy question);

    /// <summary>Asks the seed node what a trainer begins with; none when it did not answer.</summary>
    StartFiles? ListStartFiles();

    /// <summary>Tells all of them, this node included.</summary>
    void Send(ForgetCopies news);
}
