namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>Writes the parameters that buckets share, when a version is published.</summary>
/// <remarks>Called on the checkpoint's own thread, which may wait.</remarks>
internal interface IPublishedParameters
{
    /// <summary>
    /// Writes the model of a version, and the tables of unpartitioned types that no lease covers; each file whole or
    /// not at all. May be repeated.
    /// </summary>
    /// <exception cref="IOException">When they are not to be had now; publication is tried again.</exception>
    void Write(Publication publication, int version);

    /// <summary>The version is committed: what only older ones needed may go.</summary>
    void Forget(Publication publication);
}
