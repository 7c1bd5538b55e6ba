namespace Akka.Cluster.Protocol;

/// <summary>Which side of a netsplit goes on.</summary>
internal enum DowningStrategy
{
    /// <summary>Nobody is downed but by hand.</summary>
    None,

    /// <summary>The larger side; of two equal ones that with the lowest address.</summary>
    KeepMajority,

    /// <summary>A side with at least so many.</summary>
    StaticQuorum,
}
