namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>What stands before each page.</summary>
internal sealed record PageHeader
{
    /// <summary>0 values, 1 index, 2 dictionary, 3 values of version 2.</summary>
    public int Kind { get; private init; }

    /// <summary>Bytes once unpacked.</summary>
    public int PlainBytes { get; private init; }

    /// <summary>Bytes in the file.</summary>
    public int PackedBytes { get; private init; }

    /// <summary>Values, nulls counted.</summary>
    public int Values { get; private init; }

    /// <summary>How values are encoded, by Parquet's number.</summary>
    public int Encoding { get; private init; }

    /// <summary>Bytes of both kinds of levels in a page of version 2.</summary>
    public int LevelBytes { get; private init; }

    /// <summary>Whether the values of a page of version 2 are compressed.</summary>
    public bool IsPacked { get; private init; } = true;

    /// <summary>Reads a header.</summary>
    /// <exception cref="EndOfStreamException">When the bytes end before it does.</exception>
    public static PageHeader Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        ThriftReader reader = new(bytes);
        PageHeader header = new();
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1:
                    header = header with { Kind = (int)reader.ReadInteger() };
                    break;
                case 2:
                    header = header with { PlainBytes = (int)reader.ReadInteger() };
                    break;
                case 3:
                    header = header with { PackedBytes = (int)reader.ReadInteger() };
                    break;
                case 5 or 7:
                    header = ReadValues(header, ref reader);
                    break;
                case 8:
                    header = ReadSecond(header, ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        length = reader.Position;
        return header;
    }

    private static PageHeader ReadValues(PageHeader header, ref ThriftReader reader)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1:
                    header = header with { Values = (int)reader.ReadInteger() };
                    break;
                case 2:
                    header = header with { Encoding = (int)reader.ReadInteger() };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return header;
    }

    private static PageHeader ReadSecond(PageHeader header, ref ThriftReader reader)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1:
                    header = header with { Values = (int)reader.ReadInteger() };
                    break;
                case 4:
                    header = header with { Encoding = (int)reader.ReadInteger() };
                    break;
                case 5 or 6:
                    header = header with { LevelBytes = header.LevelBytes + (int)reader.ReadInteger() };
                    break;
                case 7:
                    header = header with { IsPacked = ThriftReader.ReadTruth(type) };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return header;
    }
}
