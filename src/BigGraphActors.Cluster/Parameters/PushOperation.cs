namespace BigGraphActors.Cluster.Parameters;

/// <summary>What a client asks of a slice. Numbers are part of the wire.</summary>
internal enum PushOperation
{
    /// <summary>Give me the values; nothing is sent.</summary>
    Pull = 0,

    /// <summary>Add my change, and give me the values.</summary>
    Push = 1,

    /// <summary>These are my initial values; give me those of the client that came first.</summary>
    Offer = 2,
}
