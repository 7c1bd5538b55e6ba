namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>Where one chunk lies in the file.</summary>
/// <param name="Number">Its number in the grid, row-major.</param>
/// <param name="Address">Its first byte.</param>
/// <param name="StoredBytes">Its bytes in the file, after filters.</param>
/// <param name="SkippedFilters">A bit for each filter that was left out when it was written.</param>
internal readonly record struct ChunkRecord(long Number, long Address, long StoredBytes, uint SkippedFilters);
