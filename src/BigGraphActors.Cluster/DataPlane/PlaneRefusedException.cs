namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Thrown when the other side answered that it will not; asking again would not help.</summary>
/// <param name="refusal">The reason as the protocol knows it.</param>
/// <param name="message">The same for people.</param>
/// <param name="inner">The failure below, or none.</param>
internal sealed class PlaneRefusedException(TransferRefusal refusal, string message, Exception? inner = null)
    : PlaneException(message, inner)
{
    /// <summary>The reason as the protocol knows it.</summary>
    public TransferRefusal Refusal { get; } = refusal;
}
