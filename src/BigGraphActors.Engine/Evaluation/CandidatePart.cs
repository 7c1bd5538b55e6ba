using BigGraphActors.Engine.Batching;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>One partition's entities among the candidates.</summary>
/// <param name="Table">The table of that partition.</param>
/// <param name="Column">Column of the tile that its first row has.</param>
/// <param name="IsOwn">Whether the positives lie in it.</param>
/// <param name="Known">Known edges with an end in it, bucket by bucket; empty for a raw evaluation.</param>
internal sealed record CandidatePart(EmbeddingTable Table, int Column, bool IsOwn, IReadOnlyList<KnownEdges> Known);
