namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>A small dataset whose bytes are in its object header.</summary>
internal sealed class CompactStorage(byte[] bytes) : IArrayStorage
{
    public long PreferredReadBytes => 0;

    public void Read(long start, Span<byte> destination) =>
        bytes.AsSpan((int)start, destination.Length).CopyTo(destination);
}
