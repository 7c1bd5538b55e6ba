using BigGraphActors.Cluster.DataPlane;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Answers requests of one kind as soon as the node knows the run.</summary>
/// <remarks>The data plane listens from the start, and a node learns later what it will serve.</remarks>
/// <param name="kind">The frame that opens such a request.</param>
/// <param name="what">What it serves, for the message to those who come too early.</param>
internal sealed class LateService(FrameKind kind, string what) : IPlaneService
{
    private volatile IPlaneService? _inner;

    /// <inheritdoc/>
    public FrameKind Opening => kind;

    /// <summary>From now on another one answers.</summary>
    public void Become(IPlaneService inner) => _inner = inner;

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        if (_inner is not { } inner)
        {
            throw new PlaneException($"this node does not know the run yet, and serves no {what}");
        }

        inner.Serve(connection, opening, payload);
    }
}
