namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>A stored (not compressed) file in a ZIP archive.</summary>
/// <param name="Name">Path in the archive.</param>
/// <param name="Offset">Where its bytes begin in the archive.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record ZipEntry(string Name, long Offset, long Length);
