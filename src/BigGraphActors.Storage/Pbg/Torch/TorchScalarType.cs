namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>Element types of the storages that optimiser states may hold; little-endian on disk.</summary>
internal enum TorchScalarType
{
    /// <summary>2-byte float.</summary>
    Half,

    /// <summary>4-byte float, what PBG writes.</summary>
    Single,

    /// <summary>8-byte float.</summary>
    Double,

    /// <summary>4-byte signed whole number.</summary>
    Int32,

    /// <summary>8-byte signed whole number.</summary>
    Int64,
}
