namespace BigGraphActors.Cluster.Messages;

/// <summary>What is said to the shard of one slice of the shared parameters.</summary>
public interface IParameterShardMessage : IControlMessage
{
    /// <summary>Number of the slice, and of its shard.</summary>
    int Slice { get; }
}

/// <summary>Asks a shard where its slice can be reached. Parameter loop → shard → <see cref="SliceAt"/>; safe to
/// repeat.</summary>
/// <param name="Slice">Number of the slice in the layout, from 0.</param>
public sealed record WhereIsSlice(int Slice) : IParameterShardMessage;

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

/// <summary>Where a slice can be reached.</summary>
/// <param name="Host">Host of the node's data plane.</param>
/// <param name="Port">TCP port of that data plane.</param>
internal readonly record struct SliceAddress(string Host, int Port);
