namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Checks a footer or a page header before Parquet.Net reads it.</summary>
/// <remarks>
/// Parquet.Net 6.1.0 does not end when a number runs past the end of a footer, overflows the stack when structures are
/// nested deeply, and believes every length. So each field's type, each length and the nesting are compared with the
/// format's definition (parquet.thrift, Thrift's compact protocol) first. Fields that the definition lacks are passed
/// over, as a reader must.
/// </remarks>
internal ref struct ThriftWalk(ReadOnlySpan<byte> bytes, ThriftWalk.Visitor visit)
{
    /// <summary>The structure at the end of a file.</summary>
    public const string Footer = "FileMetaData";

    /// <summary>The structure before each page.</summary>
    public const string Page = "PageHeader";

    private const int DeepestNesting = 16;

    /// <summary>
    /// Of each structure its fields: number, then n for a whole number, t for a truth value, y for a byte, d for a
    /// double, s for bytes, the name of a structure; with + before it, a list of that.
    /// </summary>
    private static readonly Dictionary<string, Dictionary<int, string>> Structures = Parse("""
        FileMetaData 1 n 2 +SchemaElement 3 n 4 +RowGroup 5 +KeyValue 6 s 7 +Union 8 Encryption 9 s
        SchemaElement 1 n 2 n 3 n 4 s 5 n 6 n 7 n 8 n 9 n 10 LogicalType
        LogicalType 1 Empty 2 Empty 3 Empty 4 Empty 5 Decimal 6 Empty 7 Moment 8 Moment 10 Integer 11 Empty 12 Empty
        LogicalType 13 Empty 14 Empty 15 Empty 16 Variant 17 Geometry 18 Geometry
        Decimal 1 n 2 n
        Moment 1 t 2 Union
        Integer 1 y 2 t
        Variant 1 y
        Geometry 1 s 2 n
        Union 1 Empty 2 Empty 3 Empty
        Empty
        RowGroup 1 +ColumnChunk 2 n 3 n 4 +SortingColumn 5 n 6 n 7 n
        SortingColumn 1 n 2 t 3 t
        ColumnChunk 1 s 2 n 3 ColumnMetaData 4 n 5 n 6 n 7 n 8 ColumnCrypto 9 s
        ColumnMetaData 1 n 2 +n 3 +s 4 n 5 n 6 n 7 n 8 +KeyValue 9 n 10 n 11 n 12 Statistics 13 +EncodingStats 14 n 15 n
        ColumnMetaData 16 SizeStatistics 17 GeospatialStatistics
        ColumnCrypto 1 Empty 2 ColumnKey
        ColumnKey 1 +s 2 s
        KeyValue 1 s 2 s
        Statistics 1 s 2 s 3 n 4 n 5 s 6 s 7 t 8 t
        EncodingStats 1 n 2 n 3 n
        SizeStatistics 1 n 2 +n 3 +n
        GeospatialStatistics 1 BoundingBox 2 +n
        BoundingBox 1 d 2 d 3 d 4 d 5 d 6 d 7 d 8 d
        Encryption 1 Cipher 2 Cipher
        Cipher 1 s 2 s 3 t
        PageHeader 1 n 2 n 3 n 4 n 5 DataPage 6 Empty 7 DictionaryPage 8 DataPage2
        DataPage 1 n 2 n 3 n 4 n 5 Statistics
        DictionaryPage 1 n 2 n 3 t
        DataPage2 1 n 2 n 3 n 4 n 5 n 6 n 7 t 8 Statistics
        """);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly Visitor _visit = visit;

    /// <summary>Is called with each number and truth value: name of its structure, number of its field.</summary>
    public delegate void Visitor(string structure, int field, long value);

    /// <summary>Bytes walked over so far.</summary>
    public int Position { get; private set; }

    /// <summary>Walks over a structure.</summary>
    /// <exception cref="EndOfStreamException">When the bytes end before it does.</exception>
    /// <exception cref="InvalidDataException">When it is not as the format defines it.</exception>
    public void Over(string structure) => Struct(structure, 0);

    private void Struct(string name, int depth)
    {
        Dictionary<int, string>? fields = Structures.GetValueOrDefault(name);
        int id = 0;
        for (byte head = Byte(); head != 0; head = Byte())
        {
            int type = head & 15;
            id = head >> 4 == 0 ? (int)Number() : id + (head >> 4);
            string? expected = fields?.GetValueOrDefault(id);
            Check(expected is null || Fits(type, expected), $"field {id} of {name} is of another type");
            if (type is 1 or 2)
            {
                _visit(name, id, 2 - type);
            }
            else
            {
                Value(type, expected, name, id, depth + 1);
            }
        }
    }

    private void Value(int type, string? expected, string structure, int field, int depth)
    {
        Check(depth < DeepestNesting, "structures are nested too deeply");
        switch (type)
        {
            case 3:
                Byte();
                break;
            case >= 4 and <= 6:
                _visit(structure, field, Number());
                break;
            case 7:
                Take(sizeof(double));
                break;
            case 8:
                Take(Varint());
                break;
            case 9:
                List(expected?[1..], structure, field, depth);
                break;
            case 12:
                Struct(expected ?? "", depth);
                break;
            default:
                Check(false, $"a value of type {type}");
                break;
        }
    }

    private void List(string? expected, string structure, int field, int depth)
    {
        byte head = Byte();
        ulong count = head >> 4 == 15 ? Varint() : (ulong)(head >> 4);
        int type = head & 15;
        Check(count <= (ulong)(_bytes.Length - Position), $"a list of {count} elements does not fit");
        Check(count == 0 || expected is null || Fits(type, expected), $"a list in {structure} is of another type");
        for (ulong i = 0; i < count; i++)
        {
            Value(type, expected, structure, field, depth + 1);
        }
    }

    private static bool Fits(int type, string expected) => expected switch
    {
        "n" => type is >= 4 and <= 6,
        "t" => type is 1 or 2,
        "y" => type == 3,
        "d" => type == 7,
        "s" => type == 8,
        ['+', ..] => type == 9,
        _ => type == 12,
    };

    private long Number()
    {
        ulong raw = Varint();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number without end");
    }

    private byte Byte()
    {
        int at = Position;
        Take(1);
        return _bytes[at];
    }

    private void Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            throw new EndOfStreamException("a structure ends too early");
        }

        Position += (int)count;
    }

    private static void Check(bool isSound, string finding)
    {
        if (!isSound)
        {
            throw new InvalidDataException(finding);
        }
    }

    private static Dictionary<string, Dictionary<int, string>> Parse(string text)
    {
        Dictionary<string, Dictionary<int, string>> structures = [];
        foreach (string[] words in text.Split('\n').Select(line => line.Trim().Split(' ')))
        {
            Dictionary<int, string> fields = structures.TryGetValue(words[0], out Dictionary<int, string>? known)
                ? known
                : structures[words[0]] = [];
            for (int i = 1; i < words.Length; i += 2)
            {
                fields[int.Parse(words[i], System.Globalization.CultureInfo.InvariantCulture)] = words[i + 1];
            }
        }

        return structures;
    }
}
