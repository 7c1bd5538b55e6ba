namespace BigGraphActors.Storage.Hdf5.Bytes;

/// <summary>Bytes that can be read at any offset: a file, or memory in tests.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>What errors call it: the path as the caller gave it.</summary>
    string Name { get; }

    /// <summary>Bytes in it when it was opened.</summary>
    long Length { get; }

    /// <summary>Fills the destination; may be called from several threads.</summary>
    /// <returns>Bytes read: fewer than asked only where the source ends.</returns>
    int Read(long offset, Span<byte> destination);
}
