namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>Elements that lie side by side both in a chunk and in the range that is read.</summary>
/// <param name="InRange">Where they start in the range.</param>
/// <param name="InChunk">Where they start in the chunk.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct ChunkRun(long InRange, long InChunk, long Count);
