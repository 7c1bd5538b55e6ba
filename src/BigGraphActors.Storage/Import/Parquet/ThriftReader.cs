using System.Text;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Reads Thrift's compact protocol, in which Parquet keeps its footer and page headers.</summary>
/// <remarks>Every count is checked against the bytes that are left, so damage ends in an exception.</remarks>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 24;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _depth;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Goes to the next field of a struct.</summary>
    /// <param name="id">Number of the field before; becomes that of this one.</param>
    /// <param name="type">Its type.</param>
    /// <returns>False behind the last.</returns>
    public bool NextField(ref int id, out int type)
    {
        byte head = ReadByte();
        type = head & 15;
        if (type == 0)
        {
            return false;
        }

        int delta = head >> 4;
        id = delta == 0 ? (int)ReadInteger() : id + delta;
        return true;
    }

    /// <summary>A whole number of any width.</summary>
    public long ReadInteger()
    {
        ulong raw = ReadVarint();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    /// <summary>A truth value, which stands in its field's type.</summary>
    public static bool ReadTruth(int type) => type == 1;

    /// <summary>A text.</summary>
    public string ReadText() => Encoding.UTF8.GetString(ReadBinary());

    /// <summary>The head of a list.</summary>
    /// <returns>Elements and their type.</returns>
    public (int Count, int Type) ReadList()
    {
        byte head = ReadByte();
        long count = head >> 4 == 15 ? (long)ReadVarint() : head >> 4;
        return count <= _bytes.Length - Position
            ? ((int)count, head & 15)
            : throw new InvalidDataException($"a list of {count} elements does not fit");
    }

    /// <summary>Passes over a value.</summary>
    public void Skip(int type)
    {
        if (++_depth > DeepestNesting)
        {
            throw new InvalidDataException("nested too deeply");
        }

        switch (type)
        {
            case 1 or 2:
                break;
            case 3:
                ReadByte();
                break;
            case >= 4 and <= 6:
                ReadVarint();
                break;
            case 7:
                Take(8);
                break;
            case 8:
                ReadBinary();
                break;
            case 9 or 10:
                SkipList();
                break;
            case 12:
                SkipStruct();
                break;
            default:
                throw new InvalidDataException($"a value of type {type}");
        }

        _depth--;
    }

    private void SkipList()
    {
        (int count, int type) = ReadList();
        for (int i = 0; i < count; i++)
        {
            if (type is 1 or 2)
            {
                ReadByte();
            }
            else
            {
                Skip(type);
            }
        }
    }

    private void SkipStruct()
    {
        int id = 0;
        while (NextField(ref id, out int type))
        {
            Skip(type);
        }
    }

    private ReadOnlySpan<byte> ReadBinary() => Take(ReadVarint());

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number without end");
    }

    private byte ReadByte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            throw new EndOfStreamException("the structure ends too early");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
