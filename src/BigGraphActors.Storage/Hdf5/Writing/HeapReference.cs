namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Where a text lies in the global heap.</summary>
/// <param name="LengthBytes">Its UTF-8 bytes; the empty text has a place as well, as h5py writes it.</param>
/// <param name="Collection">Address of its collection.</param>
/// <param name="Index">Its number there, from 1.</param>
internal readonly record struct HeapReference(int LengthBytes, long Collection, int Index);
