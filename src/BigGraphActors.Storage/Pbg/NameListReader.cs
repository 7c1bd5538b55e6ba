using System.Text;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Reads a JSON list of texts one at a time, however long it is.</summary>
/// <remarks>
/// Unlike the class library's reader it takes what Python writes for text that is no valid Unicode (a lone
/// <c>\udcXX</c>), and says at which byte a file is wrong.
/// </remarks>
internal sealed class NameListReader : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private const int MaxNameBytes = 1 << 24;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<byte> _raw = [];
    private readonly StringBuilder _text = new();
    private long _bufferStart;
    private int _next;
    private int _filled;

    private NameListReader(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }

    private long Position => _bufferStart + _next;

    /// <summary>The texts in order; the file is open while they are taken.</summary>
    /// <exception cref="FileNotFoundException">At the first name, when the file is absent.</exception>
    /// <exception cref="CorruptFileException">When the file is no such list, or is cut off.</exception>
    public static IEnumerable<string> Read(string path)
    {
        using NameListReader reader = new(path);
        reader.SkipMark();
        reader.Expect('[', "'[' before the first name");
        bool first = true;
        for (int next = reader.Token(); next != ']'; next = reader.Token())
        {
            if (!first)
            {
                reader.Check(next, ',', "',' or ']' after a name");
                next = reader.Token();
            }

            reader.Check(next, '"', "a name in quotes");
            first = false;
            yield return reader.Name();
        }

        if (reader.Token() is not -1 and int more)
        {
            throw reader.Corrupt("the end of the file after ']'", Describe(more));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private string Name()
    {
        _text.Clear();
        _raw.Clear();
        for (int next = Next(); next != '"'; next = Next())
        {
            if (next < ' ')
            {
                throw Corrupt("the rest of a name", Describe(next));
            }

            if (next == '\\')
            {
                FlushRaw();
                _text.Append(Escaped());
                continue;
            }

            _raw.Add((byte)next);
            if (_raw.Count + _text.Length > MaxNameBytes)
            {
                throw Corrupt($"a name of at most {MaxNameBytes} bytes", "a longer one");
            }
        }

        FlushRaw();
        return _text.ToString();
    }

    private void FlushRaw()
    {
        _text.Append(Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_raw)));
        _raw.Clear();
    }

    private char Escaped()
    {
        int kind = Next();
        return kind switch
        {
            '"' or '\\' or '/' => (char)kind,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            'u' => (char)((Digit() << 12) | (Digit() << 8) | (Digit() << 4) | Digit()),
            _ => throw Corrupt("one of \"\\/bfnrtu after a backslash", Describe(kind)),
        };
    }

    private int Digit()
    {
        int next = Next();
        return next switch
        {
            >= '0' and <= '9' => next - '0',
            >= 'a' and <= 'f' => next - 'a' + 10,
            >= 'A' and <= 'F' => next - 'A' + 10,
            _ => throw Corrupt("a hexadecimal digit", Describe(next)),
        };
    }

    private void SkipMark()
    {
        if (_stream.ReadAtLeast(_buffer, 3, throwOnEndOfStream: false) is int count and >= 3
            && _buffer is [0xEF, 0xBB, 0xBF, ..])
        {
            _next = 3;
            _filled = count;
            return;
        }

        _stream.Position = 0;
    }

    private void Expect(char wanted, string expected) => Check(Token(), wanted, expected);

    private void Check(int found, char wanted, string expected)
    {
        if (found != wanted)
        {
            throw Corrupt(expected, Describe(found));
        }
    }

    private int Token()
    {
        int next = Next();
        while (next is ' ' or '\n' or '\r' or '\t')
        {
            next = Next();
        }

        return next;
    }

    private int Next()
    {
        if (_next == _filled)
        {
            _bufferStart += _filled;
            _filled = _stream.Read(_buffer);
            _next = 0;
            if (_filled == 0)
            {
                return -1;
            }
        }

        return _buffer[_next++];
    }

    private CorruptFileException Corrupt(string expected, string found) =>
        new(_path, Math.Max(0, Position - 1), expected, found);

    private static string Describe(int found) => found switch
    {
        -1 => "the end of the file",
        < ' ' or > '~' => $"byte 0x{found:x2}",
        _ => $"'{(char)found}'",
    };
}
