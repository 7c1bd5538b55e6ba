using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>
/// A file that grows at its end: space is reserved for values, metadata is gathered and written in order.
/// </summary>
internal sealed class FileAppender : IDisposable
{
    private const int BufferBytes = 256 << 10;

    // Metadata and values start at multiples of this, as libhdf5 has it.
    private const int AlignmentBytes = 8;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly MemoryStream _pending = new();
    private long _pendingAddress;

    public FileAppender(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>Bytes of the file, what is reserved or not yet written included.</summary>
    public long End { get; private set; }

    /// <summary>Where the next block will lie.</summary>
    public long NextAddress => (End + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;

    /// <summary>Keeps room at the end, to be filled by <see cref="WriteAt"/>.</summary>
    /// <returns>Its address.</returns>
    public long Reserve(long bytes)
    {
        Flush();
        long address = NextAddress;
        End = checked(address + bytes);
        return address;
    }

    /// <summary>Adds a block of metadata at the end.</summary>
    /// <returns>Its address.</returns>
    public long Append(ReadOnlySpan<byte> block)
    {
        if (_pending.Length + block.Length > BufferBytes)
        {
            Flush();
        }

        long address = NextAddress;
        if (_pending.Length == 0)
        {
            _pendingAddress = address;
        }
        else
        {
            _pending.SetLength(address - _pendingAddress);
            _pending.Position = _pending.Length;
        }

        _pending.Write(block);
        End = address + block.Length;
        return address;
    }

    /// <summary>Writes to a place that was reserved.</summary>
    public void WriteAt(long address, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, address);
        }
        catch (IOException inner)
        {
            throw new IOException($"{_path}: writing {bytes.Length} bytes failed: {inner.Message}", inner);
        }
    }

    /// <summary>Hands gathered metadata to the system.</summary>
    public void Flush()
    {
        if (_pending.Length > 0)
        {
            WriteAt(_pendingAddress, _pending.GetBuffer().AsSpan(0, (int)_pending.Length));
            _pending.SetLength(0);
        }
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void FlushToDisk()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (IOException inner)
        {
            throw new IOException($"{_path}: flushing to disk failed: {inner.Message}", inner);
        }
    }

    public void Dispose() => _handle.Dispose();
}
