using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Hdf5.Bytes;

/// <summary>A file on disk, read by positioned reads, straight into the caller's memory.</summary>
internal sealed class FileByteSource : IByteSource
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens the file; others may write, rename or delete it meanwhile.</summary>
    public FileByteSource(string path)
    {
        Name = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(_handle);
    }

    public string Name { get; }

    public long Length { get; }

    public int Read(long offset, Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int count = ReadOnce(offset + total, destination[total..]);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    public void Dispose() => _handle.Dispose();

    private int ReadOnce(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_handle, destination, offset);
        }
        catch (IOException inner)
        {
            throw new IOException($"{Name}: reading at byte {offset} failed: {inner.Message}", inner);
        }
    }
}
