using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Answers <see cref="WhereIsSlice"/>. Shard → parameter loop.</summary>
/// <param name="Slice">Number of the slice in the layout, from 0.</param>
/// <param name="Host">Host of the data plane of the shard's node; empty when the slice is not open: ask again.</param>
/// <param name="Port">TCP port of that data plane.</param>
/// <param name="Life">Number of the slice's life there.</param>
/// <param name="Trouble">Why it is not open, for people; empty when it is, or is about to be.</param>
public sealed record SliceAt(int Slice, string Host, int Port, long Life, string Trouble) : IControlMessage
{
    /// <summary>Whether the slice can be reached.</summary>
    internal bool IsOpen => Host.Length > 0;
}
