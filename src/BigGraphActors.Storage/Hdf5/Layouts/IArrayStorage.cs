namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>Where a dataset's bytes are; contiguous, compact and chunked storage answer it.</summary>
internal interface IArrayStorage
{
    /// <summary>Bytes to read at once when they must pass through a buffer.</summary>
    long PreferredReadBytes { get; }

    /// <summary>Copies stored elements in row-major order, without conversion.</summary>
    /// <param name="start">First byte, counted from the dataset's first element.</param>
    /// <param name="destination">Filled; the caller keeps it inside the dataset.</param>
    void Read(long start, Span<byte> destination);
}
