namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>A group that is on disk.</summary>
/// <param name="HeaderAddress">Its object header.</param>
/// <param name="TreeAddress">Root of its B-tree.</param>
/// <param name="HeapAddress">Its local heap.</param>
internal readonly record struct WrittenObject(long HeaderAddress, long TreeAddress, long HeapAddress);
