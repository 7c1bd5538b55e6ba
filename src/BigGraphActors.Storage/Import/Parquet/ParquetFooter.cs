using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Schema and row groups of a Parquet file, from the end of the file.</summary>
/// <remarks>Written from the published format (parquet.thrift); fields that are not needed are passed over.</remarks>
internal sealed class ParquetFooter
{
    private const int TailBytes = 8;
    private const int GroupType = -1;

    private ParquetFooter(IReadOnlyList<ParquetColumn> columns, IReadOnlyList<ParquetRowGroup> rowGroups)
    {
        Columns = columns;
        RowGroups = rowGroups;
    }

    /// <summary>The fields at the root, in order.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }

    /// <summary>All rows, in pieces.</summary>
    public IReadOnlyList<ParquetRowGroup> RowGroups { get; }

    /// <summary>Reads the footer.</summary>
    /// <exception cref="InvalidDataException">When it is damaged, or encrypted.</exception>
    public static ParquetFooter Read(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        byte[] tail = ReadAt(file, Math.Max(0, length - TailBytes), (int)Math.Min(TailBytes, length));
        if (tail.Length < TailBytes || !tail.AsSpan(4).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException(
                tail.AsSpan().EndsWith("PARE"u8) ? "the footer is encrypted" : "it is cut off: no footer at its end");
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (size > length - TailBytes)
        {
            throw new InvalidDataException($"a footer of {size} bytes does not fit into {length}");
        }

        return Parse(ReadAt(file, length - TailBytes - size, (int)size));
    }

    /// <summary>Bytes of a file, as many as there are up to a number.</summary>
    public static byte[] ReadAt(SafeFileHandle file, long offset, int count)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count && RandomAccess.Read(file, bytes.AsSpan(read), offset + read) is > 0 and int more)
        {
            read += more;
        }

        return read == count ? bytes : bytes[..read];
    }

    private static ParquetFooter Parse(ReadOnlySpan<byte> bytes)
    {
        ThriftReader reader = new(bytes);
        List<Element> schema = [];
        List<ParquetRowGroup> groups = [];
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 2)
            {
                for (int left = reader.ReadList().Count; left > 0; left--)
                {
                    schema.Add(ReadElement(ref reader));
                }
            }
            else if (id == 4)
            {
                for (int left = reader.ReadList().Count; left > 0; left--)
                {
                    groups.Add(ReadGroup(ref reader));
                }
            }
            else
            {
                reader.Skip(type);
            }
        }

        return new ParquetFooter(RootColumns(schema), groups);
    }

    private static Element ReadElement(ref ThriftReader reader)
    {
        Element element = new(GroupType, 0, "", 0);
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1:
                    element = element with { Type = (int)reader.ReadInteger() };
                    break;
                case 3:
                    element = element with { Repetition = (int)reader.ReadInteger() };
                    break;
                case 4:
                    element = element with { Name = reader.ReadText() };
                    break;
                case 5:
                    element = element with { Children = (int)reader.ReadInteger() };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return element;
    }

    private static ParquetRowGroup ReadGroup(ref ThriftReader reader)
    {
        List<ParquetChunk> chunks = [];
        long rows = 0;
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 1)
            {
                for (int left = reader.ReadList().Count; left > 0; left--)
                {
                    chunks.Add(ReadChunk(ref reader));
                }
            }
            else if (id == 3)
            {
                rows = reader.ReadInteger();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return new ParquetRowGroup(rows, chunks);
    }

    private static ParquetChunk ReadChunk(ref ThriftReader reader)
    {
        ParquetChunk chunk = new(0, 0, 0, 0);
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 3)
            {
                chunk = ReadPlace(ref reader);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return chunk;
    }

    private static ParquetChunk ReadPlace(ref ThriftReader reader)
    {
        (long values, long bytes, long first, long dictionary, int codec) = (0, 0, 0, 0, 0);
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 4:
                    codec = (int)reader.ReadInteger();
                    break;
                case 5:
                    values = reader.ReadInteger();
                    break;
                case 7:
                    bytes = reader.ReadInteger();
                    break;
                case 9:
                    first = reader.ReadInteger();
                    break;
                case 11:
                    dictionary = reader.ReadInteger();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        // Some writers note a dictionary at offset 0 where there is none.
        long start = dictionary > 0 ? Math.Min(first, dictionary) : first;
        return new ParquetChunk(start, bytes, values, codec);
    }

    private static List<ParquetColumn> RootColumns(List<Element> schema)
    {
        List<ParquetColumn> columns = [];
        int at = 1;
        int leaf = 0;
        while (at < schema.Count)
        {
            Element element = schema[at];
            int leaves = 0;
            at = Pass(schema, at, ref leaves, 0);
            string? unfit = element.Children > 0 || element.Repetition == 2 ? "it holds lists or groups"
                : element.Type is 3 or 7 ? "its numbers have no plain text (INT96, or bytes of fixed length)"
                : null;
            columns.Add(new ParquetColumn(element.Name, element.Type, element.Repetition == 1, leaf, unfit));
            leaf += leaves;
        }

        return columns;
    }

    // The place behind an element and all below it.
    private static int Pass(List<Element> schema, int at, ref int leaves, int depth)
    {
        if (at >= schema.Count || depth > 64)
        {
            throw new InvalidDataException("the schema ends too early, or is nested too deeply");
        }

        int children = schema[at++].Children;
        leaves += children == 0 ? 1 : 0;
        for (int child = 0; child < children; child++)
        {
            at = Pass(schema, at, ref leaves, depth + 1);
        }

        return at;
    }

    private sealed record Element(int Type, int Repetition, string Name, int Children);
}
