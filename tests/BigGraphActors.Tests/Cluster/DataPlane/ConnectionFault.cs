namespace BigGraphActors.Tests.Cluster.DataPlane;

/// <summary>What befalls the bytes from server to client of one connection.</summary>
/// <param name="CutAfter">The connection breaks after so many bytes.</param>
/// <param name="FlipAt">A bit of this byte arrives wrong; -1 for none.</param>
internal readonly record struct ConnectionFault(long CutAfter, long FlipAt)
{
    public ConnectionFault()
        : this(long.MaxValue, -1)
    {
    }

    /// <summary>The connection breaks after so many bytes from client to server.</summary>
    public long CutUpAfter { get; init; } = long.MaxValue;
}
