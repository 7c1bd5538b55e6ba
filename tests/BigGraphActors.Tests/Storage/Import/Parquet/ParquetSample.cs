namespace BigGraphActors.Tests.Storage.Import.Parquet;

/// <summary>Writes small Parquet files in the ways that writers are known to.</summary>
/// <remarks>Independent of the reader: from the published format, byte by byte.</remarks>
internal sealed class ParquetSample
{
    private readonly List<byte> _file = [.. "PAR1"u8];
    private readonly List<(string Name, int Type, bool Optional)> _columns = [];
    private readonly List<(int Codec, long Values, long Bytes, long Start, long Dictionary)> _chunks = [];

    /// <summary>Rows of the single row group.</summary>
    public int Rows { get; init; } = 3;

    /// <summary>Adds a column whose pages stand already encoded.</summary>
    public ParquetSample Column(string name, int type, bool optional, int codec, params Page[] pages)
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

        _columns.Add((name, type, optional));
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
        foreach ((string name, int type, bool optional) in _columns)
        {
            footer.AddRange(Struct((1, 5, Zigzag(type)), (3, 5, Zigzag(optional ? 1 : 0)), (4, 8, Text(name))));
        }

        Field(footer, 1, 6, Zigzag(Rows));
        Field(footer, 1, 9, [ListHead(1, 12)]);
        List<byte> chunks = [ListHead(_chunks.Count, 12)];
        foreach ((int codec, long values, long bytes, long start, long dictionary) in _chunks)
        {
            byte[] place = Struct(
                (1, 5, Zigzag(6)), (2, 9, [ListHead(1, 5), .. Zigzag(0)]), (3, 9, [ListHead(1, 8), .. Text("x")]),
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
                (1, 5, Zigzag(page.Values)), (2, 5, Zigzag(0)), (3, 5, Zigzag(page.Values)),
                (4, 5, Zigzag(page.Encoding)), (5, 5, Zigzag(page.LevelBytes)), (6, 5, Zigzag(0)),
                (7, page.IsPacked ? 1 : 2, [])))),
        _ => Struct(
            (1, 5, Zigzag(0)), (2, 5, Zigzag(page.PlainBytes)), (3, 5, Zigzag(page.Packed.Length)),
            (5, 12, Struct(
                (1, 5, Zigzag(page.Values)), (2, 5, Zigzag(page.Encoding)), (3, 5, Zigzag(3)), (4, 5, Zigzag(3))))),
    };

    private static byte[] Struct(params (int Id, int Type, byte[] Value)[] fields)
    {
        List<byte> bytes = [];
        int last = 0;
        foreach ((int id, int type, byte[] value) in fields)
        {
            Field(bytes, id - last, type, value);
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

    /// <summary>A page as it lies in the file.</summary>
    internal sealed record Page(int Kind, int Values, int Encoding, byte[] Packed, int PlainBytes)
    {
        public int LevelBytes { get; init; }

        public bool IsPacked { get; init; }
    }
}
