using BigGraphActors.Cluster.DataPlane;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Answers for the parameter slices of a run as soon as the node knows the run.</summary>
/// <remarks>The data plane listens from the start, and a node learns later what it will serve.</remarks>
internal sealed class LatePushService : IPlaneService
{
    private volatile IPlaneService? _inner;

    /// <inheritdoc/>
    public FrameKind Opening => FrameKind.Push;

    /// <summary>From now on another one answers.</summary>
    public void Become(IPlaneService inner) => _inner = inner;

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        if (_inner is not { } inner)
        {
            throw new PlaneException("this node does not know the run yet, and serves no parameters");
        }

        inner.Serve(connection, opening, payload);
    }
}
