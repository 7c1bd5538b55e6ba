namespace BigGraphActors.Cluster.Parameters;

/// <summary>A part of a layout that one shard holds and one message moves.</summary>
/// <param name="Index">Number of the slice and of its shard, from 0.</param>
/// <param name="Start">Its first element among all of the layout.</param>
/// <param name="Length">Elements of 4 bytes.</param>
/// <param name="IsCount">Whether pairs of elements are int64 counts and not float32 values.</param>
internal readonly record struct ParameterSlice(int Index, long Start, int Length, bool IsCount);
