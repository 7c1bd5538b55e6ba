using System.IO.Compression;

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

/// <summary>Notices that a gzip file was cut off, which the runtime's own reader takes for its end.</summary>
/// <remarks>
/// A gzip file is a series of members, so one more with a known content is put behind the file. The decompressed
/// text ends with that content if, and only if, the member before it ended as it should.
/// </remarks>
internal static class GzipSeal
{
    private static readonly byte[] Content = [0, .. "whole gzip file"u8, 0];

    private static readonly byte[] Member = Compress(Content);

    /// <summary>Opens a gzip file with the seal behind it.</summary>
    /// <param name="start">Bytes of the file that were already read.</param>
    /// <param name="file">The rest; stays open.</param>
    public static GZipStream Open(ReadOnlyMemory<byte> start, Stream file) =>
        new(new FramedStream(start, file, Member), CompressionMode.Decompress);

    /// <summary>Takes the seal from the end of the text.</summary>
    /// <exception cref="InvalidDataException">There is none: the file is not whole.</exception>
    public static void RemoveFrom(TextBlock last)
    {
        if (!last.Text.EndsWith(Content))
        {
            throw new InvalidDataException("the last member of the gzip file does not end");
        }

        last.Length -= Content.Length;
    }

    private static byte[] Compress(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
