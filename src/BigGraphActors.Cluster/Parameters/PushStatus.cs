namespace BigGraphActors.Cluster.Parameters;

/// <summary>How a slice answered. Numbers are part of the wire.</summary>
internal enum PushStatus
{
    /// <summary>Done; the values follow.</summary>
    Done = 0,

    /// <summary>The slice has no values yet: offer yours.</summary>
    Empty = 1,

    /// <summary>Another life of the slice is here than the client knows; nothing was added.</summary>
    OtherLife = 2,

    /// <summary>The slice is not, or no longer, on this node: ask its shard where it is.</summary>
    NotHere = 3,

    /// <summary>The client cuts the parameters differently; it must not go on.</summary>
    OtherLayout = 4,
}
