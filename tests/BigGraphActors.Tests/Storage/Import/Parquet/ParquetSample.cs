namespace BigGraphActors.Tests.Storage.Import.Parquet;

/// <summary>Writes small Parquet files in the ways that writers are known to.</summary>
/// <remarks>Independent of the reader: from the published format, byte by byte.</remarks>
internal sealed class ParquetSample
{
    private readonly List<byte> _file = [.. "PAR1"u8];
    private readonly List<(string Name, byte[] Element)> _columns = [];
    private readonly List<(int Codec, long Values, long Bytes, long Start, long Dictionary)> _chunks = [];

    /// <summary>Rows of the single row group.</summary>
    public int Rows { get; init; } = 3;

    /// <summary>Adds a column whose pages stand already encoded.</summary>
    public ParquetSample Column(string name, int type, bool optional, int codec, params Page[] pages) =>
        Column(name, type, optional, codec, Meaning.None, pages);

    /// <summary>Adds a column of a logical type whose pages stand already encoded.</summary>
    public ParquetSample Column(
        string name, int type, bool optional, int codec, Meaning meaning, params Page[] pages)
    {
        long start = _file.Count;
        long dictionary = pages[0].Kind == 2 ? start : 0;
        long data = start;
        foreach (Page page in pages)
        {
            if (page.Kind != 2 && data == start && dictionary > 0)
            {
                data = _file.Count;
            }

            _file.AddRange(HeaderOf(page));
            _file.AddRange(page.Packed);
        }

        _columns.Add((name, ElementOf(name, type, optional, meaning)));
        _chunks.Add((codec, Rows, _file.Count - start, data, dictionary));
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] Build()
    {
        List<byte> footer = [];
        Field(footer, 1, 5, Zigzag(1));
        Field(footer, 1, 9, [ListHead(_columns.Count + 1, 12)]);
        footer.AddRange([.. Struct((4, 8, Text("schema")), (5, 5, Zigzag(_columns.Count)))]);
        footer.AddRange(_columns.SelectMany(column => column.Element));

        Field(footer, 1, 6, Zigzag(Rows));
        Field(footer, 1, 9, [ListHead(1, 12)]);
        List<byte> chunks = [ListHead(_chunks.Count, 12)];
        foreach (((int codec, long values, long bytes, long start, long dictionary), int i) in
            _chunks.Select((chunk, i) => (chunk, i)))
        {
            byte[] place = Struct(
                (1, 5, Zigzag(6)), (2, 9, [ListHead(1, 5), .. Zigzag(0)]), (3, 9, [ListHead(1, 8), .. Text(_columns[i].Name)]),
                (4, 5, Zigzag(codec)), (5, 6, Zigzag(values)), (6, 6, Zigzag(bytes)), (7, 6, Zigzag(bytes)),
                (9, 6, Zigzag(start)), (11, 6, Zigzag(dictionary)));
            chunks.AddRange(Struct((2, 6, Zigzag(start)), (3, 12, place)));
        }

        footer.AddRange(Struct((1, 9, [.. chunks]), (2, 6, Zigzag(100)), (3, 6, Zigzag(Rows))));
        footer.Add(0);
        return [.. _file, .. footer, .. BitConverter.GetBytes(footer.Count), .. "PAR1"u8];
    }

    /// <summary>The plain encoding of texts.</summary>
    public static byte[] Plain(params string[] values) => [.. values.SelectMany(value =>
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(value);
        return BitConverter.GetBytes(text.Length).Concat(text);
    })];

    private static byte[] HeaderOf(Page page) => page.Kind switch
    {
        2 => Struct(
            (1, 5, Zigzag(2)), (2, 5, Zigzag(page.PlainBytes)), (3, 5, Zigzag(page.Packed.Length)),
            (7, 12, Struct((1, 5, Zigzag(page.Values)), (2, 5, Zigzag(page.Encoding))))),
        3 => Struct(
            (1, 5, Zigzag(3)), (2, 5, Zigzag(page.PlainBytes)), (3, 5, Zigzag(page.Packed.Length)),
            (8, 12, Struct(
                (1, 5, Zigzag(page.Values)), (2, 5, Zigzag(page.Nulls)), (3, 5, Zigzag(page.Values)),
                (4, 5, Zigzag(page.Encoding)), (5, 5, Zigzag(page.LevelBytes)), (6, 5, Zigzag(0)),
                (7, page.IsPacked ? 1 : 2, [])))),
        _ => Struct(
            (1, 5, Zigzag(0)), (2, 5, Zigzag(page.PlainBytes)), (3, 5, Zigzag(page.Packed.Length)),
            (5, 12, Struct(
                (1, 5, Zigzag(page.Values)), (2, 5, Zigzag(page.Encoding)), (3, 5, Zigzag(3)), (4, 5, Zigzag(3))))),
    };

    private static byte[] ElementOf(string name, int type, bool optional, Meaning meaning)
    {
        List<(int Id, int Type, byte[] Value)> fields = [(1, 5, Zigzag(type))];
        if (meaning.TypeLength is { } length)
        {
            fields.Add((2, 5, Zigzag(length)));
        }

        fields.AddRange([(3, 5, Zigzag(optional ? 1 : 0)), (4, 8, Text(name))]);
        if (meaning.Converted is { } converted)
        {
            fields.AddRange([(6, 5, Zigzag(converted)), (7, 5, Zigzag(meaning.Scale)), (8, 5, Zigzag(38))]);
        }

        if (meaning.Logical is { } logical)
        {
            fields.Add((10, 12, logical));
        }

        return Struct([.. fields]);
    }

    private static byte[] Struct(params (int Id, int Type, byte[] Value)[] fields)
    {
        List<byte> bytes = [];
        int last = 0;
        foreach ((int id, int type, byte[] value) in fields)
        {
            if (id - last > 15)
            {
                bytes.AddRange([(byte)type, .. Zigzag(id), .. value]);
            }
            else
            {
                Field(bytes, id - last, type, value);
            }

            last = id;
        }

        return [.. bytes, 0];
    }

    private static void Field(List<byte> bytes, int delta, int type, byte[] value)
    {
        bytes.Add((byte)((delta << 4) | type));
        bytes.AddRange(value);
    }

    private static byte ListHead(int count, int type) => (byte)((count << 4) | type);

    private static byte[] Text(string text) => [(byte)text.Length, .. System.Text.Encoding.UTF8.GetBytes(text)];

    private static byte[] Zigzag(long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        List<byte> bytes = [];
        while (rest > 127)
        {
            bytes.Add((byte)(rest | 128));
            rest >>= 7;
        }

        return [.. bytes, (byte)rest];
    }

    /// <summary>What the schema says about a column beyond how it is stored.</summary>
    /// <param name="Logical">A LogicalType in Thrift's compact protocol.</param>
    /// <param name="Converted">Number of the older ConvertedType.</param>
    /// <param name="Scale">Of decimals by the older type.</param>
    /// <param name="TypeLength">Bytes of each value, where that is fixed.</param>
    internal sealed record Meaning(byte[]? Logical = null, int? Converted = null, int Scale = 0, int? TypeLength = null)
    {
        /// <summary>Nothing beyond how it is stored.</summary>
        public static Meaning None { get; } = new();

        /// <summary>A whole number.</summary>
        public static Meaning Integer(byte bits, bool isSigned) =>
            new(Struct((10, 12, Struct((1, 3, [bits]), (2, isSigned ? 1 : 2, [])))));

        /// <summary>A decimal number.</summary>
        public static Meaning Decimal(int scale, int? typeLength = null) =>
            new(Struct((5, 12, Struct((1, 5, Zigzag(scale)), (2, 5, Zigzag(38))))), TypeLength: typeLength);

        /// <summary>A time of day (7) or a time stamp (8).</summary>
        /// <param name="kind">Its number in LogicalType.</param>
        /// <param name="isUtc">Whether it is in UTC.</param>
        /// <param name="unit">1 for ms, 2 for us, 3 for ns.</param>
        public static Meaning Moment(int kind, bool isUtc, int unit) =>
            new(Struct((kind, 12, Struct((1, isUtc ? 1 : 2, []), (2, 12, Struct((unit, 12, [0])))))));

        /// <summary>A logical type without parameters, by its number.</summary>
        public static Meaning Bare(int kind, int? typeLength = null) =>
            new(Struct((kind, 12, [0])), TypeLength: typeLength);
    }

    /// <summary>A page as it lies in the file.</summary>
    internal sealed record Page(int Kind, int Values, int Encoding, byte[] Packed, int PlainBytes)
    {
        public int LevelBytes { get; init; }

        public int Nulls { get; init; }

        public bool IsPacked { get; init; }
    }
}
