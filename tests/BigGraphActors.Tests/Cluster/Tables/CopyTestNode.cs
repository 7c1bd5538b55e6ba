using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Tables;

/// <summary>A node that keeps copies, with a data plane on loopback.</summary>
internal sealed class CopyTestNode : IDisposable
{
    private readonly CopyFolder _folder;
    private readonly ReplicaReceiver _receiver;
    private readonly DataPlaneServer _server;
    private readonly int _rank;

    public CopyTestNode(string disk, int rank = 1)
    {
        _rank = rank;
        _folder = CopyFolder.Open(disk, "3f0c");
        _receiver = new ReplicaReceiver(PlaneNode.Quick, _folder.Files);
        _server = new DataPlaneServer(
            PlaneNode.Quick, [_receiver, new ReplicaSender(PlaneNode.Quick, _folder.Files)]);
    }

    public IReadOnlyList<string> Names => [.. _folder.Files.Names.Where(name => name.EndsWith(".h5", StringComparison.Ordinal))];

    public CopyPlace Answer(FindCopy asked) =>
        new("127.0.0.1", _server.Port, _rank, _folder.FirstOf(asked.Names), IsOpen: true);

    public void Forget(ForgetCopies news) => _folder.Forget(news);

    public void Dispose()
    {
        _server.Dispose();
        _receiver.Dispose();
        _folder.Dispose();
    }
}
