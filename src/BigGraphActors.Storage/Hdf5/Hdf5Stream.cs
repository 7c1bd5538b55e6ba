using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using PureHDF;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>The file under PureHDF: the library reads and writes structure through it, values pass beside it.</summary>
/// <remarks>
/// Values go between the file and the caller's memory by <see cref="ReadAt"/> and <see cref="WriteAt"/>, which may be
/// called from several threads. Every failure of the system names the file.
/// </remarks>
internal sealed class Hdf5Stream : Stream, IDatasetStream
{
    // The library reads a few bytes at a time; one window of this size serves most of them.
    private const int WindowBytes = 4096;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly bool _isWritten;
    private readonly bool _isBorrowed;
    private readonly byte[] _window;
    private long _windowStart;
    private int _windowLength;

    private Hdf5Stream(string path, SafeFileHandle file, bool isWritten, bool isBorrowed = false)
    {
        _isBorrowed = isBorrowed;
        _path = path;
        _file = file;
        _isWritten = isWritten;
        _window = isWritten ? [] : new byte[WindowBytes];
    }

    /// <summary>Where the library wrote last: that is how the place of a new array is learnt.</summary>
    public long WrittenAt { get; private set; } = -1;

    /// <summary>While true, values that the library asks for are not read: only their place is noted.</summary>
    public bool OnlyNotesPlaces { get; set; }

    /// <summary>Where the library asked for values last; -1 when it did not since this was set so.</summary>
    public long ValuesAt { get; set; } = -1;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => _isWritten;

    /// <inheritdoc/>
    public override long Length => RandomAccess.GetLength(_file);

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Opens a file; others may rename or delete it meanwhile.</summary>
    public static Hdf5Stream OpenToRead(string path) =>
        new(path, File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete), isWritten: false);

    /// <summary>Reads an open file, which stays the caller's.</summary>
    public static Hdf5Stream Borrow(string path, SafeFileHandle file) =>
        new(path, file, isWritten: false, isBorrowed: true);

    /// <summary>Starts a file; one that exists is overwritten.</summary>
    public static Hdf5Stream Create(string path) =>
        new(path, File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite), isWritten: true);

    /// <summary>Fills a span from a place.</summary>
    /// <exception cref="EndOfStreamException">When the file ends before.</exception>
    public void ReadAt(long offset, Span<byte> destination)
    {
        int read = ReadSome(offset, destination);
        if (read < destination.Length)
        {
            throw new EndOfStreamException($"the end of the file at byte {offset + read} (is it truncated?)");
        }
    }

    /// <summary>Writes at a place.</summary>
    public void WriteAt(long offset, ReadOnlySpan<byte> source)
    {
        try
        {
            RandomAccess.Write(_file, source, offset);
        }
        catch (IOException failure)
        {
            throw new IOException($"{_path}: writing {source.Length} bytes failed: {failure.Message}", failure);
        }
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void FlushToDisk()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException failure)
        {
            throw new IOException($"{_path}: flushing to disk failed: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void ReadDataset(Span<byte> buffer)
    {
        ValuesAt = Position;
        if (!OnlyNotesPlaces)
        {
            ReadAt(Position, buffer);
        }

        Position += buffer.Length;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // Damage can make the library call itself without an end. Each such call reads, so this ends it with an
        // exception before the stack ends the process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_window.Length <= buffer.Length)
        {
            int direct = ReadSome(Position, buffer);
            Position += direct;
            return direct;
        }

        if (Position < _windowStart || Position + buffer.Length > _windowStart + _windowLength)
        {
            _windowLength = ReadSome(Position, _window);
            _windowStart = Position;
        }

        int read = (int)Math.Clamp(_windowStart + _windowLength - Position, 0, buffer.Length);
        _window.AsSpan((int)(Position - _windowStart), read).CopyTo(buffer);
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        WrittenAt = Position;
        WriteAt(Position, buffer);
        Position += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void SetLength(long value) => RandomAccess.SetLength(_file, value);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isBorrowed)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadSome(long offset, Span<byte> destination)
    {
        try
        {
            int total = 0;
            int read = -1;
            while (read != 0 && total < destination.Length)
            {
                read = RandomAccess.Read(_file, destination[total..], offset + total);
                total += read;
            }

            return total;
        }
        catch (IOException failure)
        {
            throw new IOException($"{_path}: reading at byte {offset} failed: {failure.Message}", failure);
        }
    }
}
