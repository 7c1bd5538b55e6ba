using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>The part of a Parquet file that was checked, as the stream that Parquet.Net reads from.</summary>
/// <remarks>
/// Reading at or behind <see cref="CheckedEnd"/> is an exception, never the end of the stream: Parquet.Net takes the
/// end for bytes of 255 and goes on for ever. One thread at a time; the handle stays the caller's.
/// </remarks>
internal sealed class ParquetBytes(SafeFileHandle file) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _bufferStart;
    private int _buffered;

    /// <summary>Offset in the file behind the last byte that may be read.</summary>
    public long CheckedEnd { get; set; } = RandomAccess.GetLength(file);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; } = RandomAccess.GetLength(file);

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Bytes of the file; fewer than asked for at its end.</summary>
    public static byte[] ReadAt(SafeFileHandle file, long offset, int count)
    {
        byte[] bytes = new byte[Math.Max(0, Math.Min(count, RandomAccess.GetLength(file) - offset))];
        int length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), offset + length) is > 0 and int n)
        {
            length += n;
        }

        return bytes[..length];
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        long left = CheckedEnd - Position;
        if (left <= 0)
        {
            throw new EndOfStreamException("a column has fewer values than its row group has rows");
        }

        int wanted = (int)Math.Min(buffer.Length, left);
        int count = wanted >= _buffer.Length
            ? RandomAccess.Read(file, buffer[..wanted], Position)
            : ReadBuffered(buffer[..wanted]);
        Position += count;
        return count > 0 ? count : throw new EndOfStreamException("the file became shorter while it was read");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        ReadExactly(one);
        return one[0];
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadBuffered(Span<byte> target)
    {
        if (Position < _bufferStart || Position >= _bufferStart + _buffered)
        {
            _buffered = RandomAccess.Read(file, _buffer, Position);
            _bufferStart = Position;
        }

        int at = (int)(Position - _bufferStart);
        int count = Math.Min(target.Length, _buffered - at);
        _buffer.AsSpan(at, count).CopyTo(target);
        return count;
    }
}
