using System.Buffers;
using System.Text;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Writes a JSON list of names one at a time, with the bytes of Python's <c>json.dump(names, indent=4)</c>.
/// </summary>
/// <remarks>
/// Names stand on lines of their own, indented by four blanks, escaped to ASCII; no line feed at the end. The file
/// appears under its name with <see cref="Complete"/>; disposed before, it leaves nothing. One thread at a time.
/// </remarks>
public sealed class NameListWriter : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private bool _any;
    private bool _completed;

    /// <summary>Starts a list.</summary>
    /// <param name="path">The final name.</param>
    internal NameListWriter(string path)
    {
        _path = path;
        _temporary = AtomicFile.TemporaryPath(path);
        _stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>Adds a name.</summary>
    public void Append(ReadOnlySpan<char> name)
    {
        Put(_any ? ",\n    \""u8 : "[\n    \""u8);
        _any = true;
        foreach (char next in name)
        {
            Escape(next);
        }

        Put("\""u8);
    }

    /// <summary>Adds a name given in UTF-8; what is not valid becomes U+FFFD.</summary>
    public void AppendUtf8(ReadOnlySpan<byte> name)
    {
        char[] characters = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(name.Length));
        try
        {
            int count = Encoding.UTF8.GetChars(name, characters);
            Append(characters.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    /// <summary>Ends the list and gives the file its name; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">When the disk is full; an older file of this name still stands.</exception>
    public void Complete()
    {
        Put(_any ? "\n]"u8 : "[]"u8);
        Spill();
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        AtomicFile.Publish(_temporary, _path);
        _completed = true;
    }

    /// <summary>Drops the list unless it was completed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_completed)
        {
            File.Delete(_temporary);
        }
    }

    private void Escape(char next)
    {
        switch (next)
        {
            case '"':
                Put("\\\""u8);
                break;
            case '\\':
                Put("\\\\"u8);
                break;
            case '\n':
                Put("\\n"u8);
                break;
            case '\r':
                Put("\\r"u8);
                break;
            case '\t':
                Put("\\t"u8);
                break;
            case '\f':
                Put("\\f"u8);
                break;
            case '\b':
                Put("\\b"u8);
                break;
            case >= ' ' and <= '~':
                Put((byte)next);
                break;
            default:
                PutCode(next);
                break;
        }
    }

    private void PutCode(char next)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        Put("\\u"u8);
        Put(digits[next >> 12]);
        Put(digits[(next >> 8) & 15]);
        Put(digits[(next >> 4) & 15]);
        Put(digits[next & 15]);
    }

    private void Put(byte value)
    {
        if (_used == BufferBytes)
        {
            Spill();
        }

        _buffer[_used++] = value;
    }

    private void Put(ReadOnlySpan<byte> values)
    {
        foreach (byte value in values)
        {
            Put(value);
        }
    }

    private void Spill()
    {
        DiskSpace.Guard(_path, 0, () => _stream.Write(_buffer, 0, _used));
        _used = 0;
    }
}
