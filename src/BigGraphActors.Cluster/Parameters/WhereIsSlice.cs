namespace BigGraphActors.Cluster.Parameters;

/// <summary>Asks a shard where its slice can be reached. Parameter loop → shard → <see cref="SliceAt"/>; safe to
/// repeat.</summary>
/// <param name="Slice">Number of the slice in the layout, from 0.</param>
public sealed record WhereIsSlice(int Slice) : IParameterShardMessage;
