using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Batching;

/// <summary>Fills in the entities that a negative block is scored against on one side.</summary>
/// <param name="side">Side that is corrupted.</param>
/// <param name="block">Negative block of the batch, from 0.</param>
/// <param name="rowCount">Rows of the partition to draw from, at least 1.</param>
/// <param name="destination">Overwritten with rows in <c>[0, rowCount)</c>.</param>
internal delegate void NegativeDraw(Side side, int block, long rowCount, Span<int> destination);
