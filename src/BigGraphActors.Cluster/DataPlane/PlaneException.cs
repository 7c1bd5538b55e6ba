namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Thrown when the other side of a data-plane connection is gone, silent, or says what it must not.</summary>
/// <param name="message">What happened, for people.</param>
/// <param name="inner">The failure below, or none.</param>
internal class PlaneException(string message, Exception? inner = null) : IOException(message, inner);
