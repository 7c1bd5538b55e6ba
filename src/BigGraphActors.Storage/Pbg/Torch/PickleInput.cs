using System.Buffers.Binary;
using System.Text;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>Reads a range of a seekable stream front to back, byte by byte, and never past its end.</summary>
/// <remarks>The stream stays the caller's; its position changes with every refill.</remarks>
internal sealed class PickleInput
{
    private const int BufferBytes = 8192;

    private readonly Stream _stream;
    private readonly long _end;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private long _bufferStart;
    private int _next;
    private int _filled;

    /// <summary>Starts at a position of the stream.</summary>
    /// <param name="stream">A stream that can seek; stays the caller's.</param>
    /// <param name="start">First byte of the range.</param>
    /// <param name="length">Bytes in the range.</param>
    /// <param name="source">What the stream is part of, for messages.</param>
    public PickleInput(Stream stream, long start, long length, string source)
    {
        _stream = stream;
        _bufferStart = start;
        _end = start + length;
        Source = source;
    }

    /// <summary>What the bytes are part of, for messages.</summary>
    public string Source { get; }

    /// <summary>Offset in the stream of the byte that comes next.</summary>
    public long Position => _bufferStart + _next;

    /// <summary>Bytes left in the range.</summary>
    public long Remaining => _end - Position;

    /// <summary>Offset in the stream at which the range ends.</summary>
    public long End => _end;

    /// <summary>The next byte.</summary>
    /// <exception cref="CorruptFileException">When the range is at its end.</exception>
    public byte ReadByte()
    {
        if (_next == _filled)
        {
            Refill(1);
        }

        return _buffer[_next++];
    }

    /// <summary>Fills a span with the next bytes.</summary>
    /// <exception cref="CorruptFileException">When fewer are left.</exception>
    public void Read(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_next == _filled)
            {
                Refill(destination.Length);
            }

            int count = Math.Min(destination.Length, _filled - _next);
            _buffer.AsSpan(_next, count).CopyTo(destination);
            _next += count;
            destination = destination[count..];
        }
    }

    /// <summary>Text of a known number of UTF-8 bytes, at most <paramref name="limit"/>.</summary>
    public string ReadText(long byteCount, int limit)
    {
        if (byteCount > limit || byteCount > Remaining)
        {
            throw Corrupt($"text of at most {Math.Min(limit, Remaining)} bytes", $"a length of {byteCount}");
        }

        byte[] bytes = new byte[byteCount];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>ASCII text up to the next line feed, which is read but not returned.</summary>
    public string ReadLine(int limit)
    {
        StringBuilder line = new();
        for (byte next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (line.Length == limit)
            {
                throw Corrupt($"a line of at most {limit} characters", "a longer one");
            }

            line.Append((char)next);
        }

        return line.ToString();
    }

    /// <summary>A little-endian int64 at an offset of the stream, whatever was read so far.</summary>
    public long ReadCountAt(long position)
    {
        _bufferStart = position;
        _next = 0;
        _filled = 0;
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>The complaint about what was read last.</summary>
    public CorruptFileException Corrupt(string expected, string found) => new(Source, Position, expected, found);

    private void Refill(int wanted)
    {
        long position = Position;
        if (position >= _end)
        {
            throw Corrupt($"{wanted} more byte(s)", "the end");
        }

        _stream.Position = position;
        int count = _stream.Read(_buffer, 0, (int)Math.Min(BufferBytes, _end - position));
        if (count == 0)
        {
            throw Corrupt($"{wanted} more byte(s)", "the end of the stream");
        }

        _bufferStart = position;
        _next = 0;
        _filled = count;
    }
}
