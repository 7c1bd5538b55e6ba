namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Where a text lies in the global heap.</summary>
/// <param name="LengthBytes">Its UTF-8 bytes; 0 for the empty text, which takes no place.</param>
/// <param name="Collection">Address of its collection, or 0.</param>
/// <param name="Index">Its number there from 1, or 0.</param>
internal readonly record struct HeapReference(int LengthBytes, long Collection, int Index);
