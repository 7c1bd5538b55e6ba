using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>A file in memory, so that thousands of damaged ones can be tried in seconds.</summary>
internal sealed class MemoryByteSource(byte[] bytes, int length) : IByteSource
{
    public string Name => "memory.h5";

    public long Length => length;

    public int Read(long offset, Span<byte> destination)
    {
        int count = (int)Math.Clamp(length - offset, 0, destination.Length);
        bytes.AsSpan((int)Math.Min(offset, length), count).CopyTo(destination);
        return count;
    }

    public void Dispose()
    {
    }
}
