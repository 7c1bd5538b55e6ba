using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>A node that serves slices.</summary>
internal sealed class ParameterNode : IDisposable
{
    private readonly DataPlaneServer _plane;
    private bool _isDead;

    public ParameterNode(
        ParameterLayout layout, SliceStore store, ParameterServerSettings settings, Action<string> onTrouble)
    {
        Parameters = new ParameterServer(settings, layout, store, (slice, reason) => onTrouble($"{slice}: {reason}"));
        _plane = new DataPlaneServer(PlaneNode.Quick, [Parameters]);
    }

    public ParameterServer Parameters { get; }

    public SliceAddress Address => new("127.0.0.1", _plane.Port);

    /// <summary>As a trainer on this node has them.</summary>
    public OwnShards Own => new(Address, Parameters);

    public void Dispose() => Kill();

    /// <summary>As kill -9 does it: nothing is written any more.</summary>
    public void Kill()
    {
        if (!_isDead)
        {
            _isDead = true;
            _plane.Dispose();
            Parameters.Dispose();
        }
    }
}
