namespace BigGraphActors.Storage.Import;

/// <summary>A stream between two pieces of memory; works for pipes too, which cannot be sought.</summary>
/// <param name="before">Read first: bytes of the stream that were already looked at.</param>
/// <param name="stream">Read after <paramref name="before"/>.</param>
/// <param name="after">Read after the stream has ended.</param>
internal sealed class FramedStream(ReadOnlyMemory<byte> before, Stream stream, ReadOnlyMemory<byte> after) : Stream
{
    private ReadOnlyMemory<byte> _before = before;
    private ReadOnlyMemory<byte> _after = after;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = Take(ref _before, buffer);
        if (read == 0)
        {
            read = stream.Read(buffer);
        }

        return read == 0 ? Take(ref _after, buffer) : read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Take(ref ReadOnlyMemory<byte> source, Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, source.Length);
        source.Span[..length].CopyTo(buffer);
        source = source[length..];
        return length;
    }
}
