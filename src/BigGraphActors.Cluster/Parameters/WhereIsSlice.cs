namespace BigGraphActors.Cluster.Parameters;

/// <summary>Asks a shard where its slice can be reached. Parameter loop → shard → <see cref="SliceAt"/>; safe to
/// repeat.</summary>
/// <param name="Slice">Which slice.</param>
public sealed record WhereIsSlice(int Slice) : IParameterShardMessage;
