using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Writes an HDF5 file of PBG's under another name, and gives it its own when it is whole and on the disk.
/// </summary>
internal static class AtomicHdf5
{
    private const long MetadataBytes = 1 << 14;

    /// <summary>Replaces a file; sets <c>format_version</c> and leaves the rest to the caller.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="temporary">The name until then, in the same folder; an older file of that name is replaced.</param>
    /// <param name="payloadBytes">Bytes of all datasets, for the check of free space.</param>
    /// <param name="write">Fills the file.</param>
    /// <exception cref="IOException">
    /// When the disk is full or the folder is missing; the old file still stands.
    /// </exception>
    public static void Write(string path, string temporary, long payloadBytes, Action<Hdf5GroupWriter> write) =>
        DiskSpace.Guard(path, temporary, payloadBytes + MetadataBytes, () =>
        {
            using (Hdf5Writer writer = Hdf5Writer.Create(temporary))
            {
                writer.Root.SetAttribute(FormatVersion.Attribute, FormatVersion.Value);
                write(writer.Root);
                writer.Complete(flushToDisk: true);
            }

            AtomicFile.Publish(temporary, path);
        });
}
