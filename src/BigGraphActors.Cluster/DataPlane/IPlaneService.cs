namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Answers one kind of request on the data plane's port.</summary>
internal interface IPlaneService
{
    /// <summary>The frame that opens such a request.</summary>
    FrameKind Opening { get; }

    /// <summary>Answers one request.</summary>
    /// <remarks>
    /// On the connection's own thread, which may wait and compute. Whatever it throws that is an
    /// <see cref="IOException"/> ends the connection, and nothing else.
    /// </remarks>
    /// <param name="connection">Who asked, authenticated; stays open when this returns.</param>
    /// <param name="opening">The frame's header.</param>
    /// <param name="payload">Its payload, verified; at most <see cref="PlaneConnection.MaxControlBytes"/>.</param>
    void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload);
}
