using Akka.Actor;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Copies;

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
