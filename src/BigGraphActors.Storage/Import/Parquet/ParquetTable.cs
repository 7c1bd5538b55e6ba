using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>An open Parquet file: its columns, and its row groups one at a time.</summary>
/// <remarks>Decoding is Parquet.Net's; what it does not check is checked before it (<see cref="ThriftWalk"/>,
/// <see cref="ParquetPages"/>). One thread at a time; the handle stays the caller's.</remarks>
internal sealed class ParquetTable
{
    private const int EndBytes = 8;
    private const int MostFooterBytes = 1 << 28;
    private const int MostGroups = 1000;

    private readonly SafeFileHandle _file;
    private readonly ParquetBytes _bytes;
    private readonly ParquetReader _reader;

    private ParquetTable(SafeFileHandle file, ParquetBytes bytes, ParquetReader reader)
    {
        _file = file;
        _bytes = bytes;
        _reader = reader;
        Columns = ColumnsOf(reader);
    }

    /// <summary>The fields at the root of the schema, in order.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }

    /// <summary>How many row groups there are.</summary>
    public int GroupCount => _reader.RowGroupCount;

    /// <summary>Reads the footer.</summary>
    /// <exception cref="InvalidDataException">When it is damaged, or of a file that cannot be read.</exception>
    public static ParquetTable Open(SafeFileHandle file)
    {
        CheckFooter(file);
        ParquetBytes bytes = new(file);
        ParquetReader reader = ParquetReader.CreateAsync(bytes).GetAwaiter().GetResult();
        if (reader.Metadata?.EncryptionAlgorithm is not null)
        {
            throw Encrypted();
        }

        return new ParquetTable(file, bytes, reader);
    }

    /// <summary>Decodes columns of one row group.</summary>
    /// <param name="group">Which, from 0.</param>
    /// <param name="isWanted">Of each column, whether it is read.</param>
    /// <param name="mostBytes">A row group that takes more memory is refused.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <returns>Of each column its values; none where it is not read.</returns>
    /// <exception cref="InvalidDataException">When the group is damaged, cannot be read, or is too large.</exception>
    public IValueText?[] Read(int group, IReadOnlyList<bool> isWanted, long mostBytes, out long rows)
    {
        ParquetRowGroupReader reader = _reader.OpenRowGroupReader(group);
        rows = reader.RowCount;
        IValueText?[] values = new IValueText?[Columns.Count];
        if (rows == 0)
        {
            return values;
        }

        long bytes = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (isWanted[i])
            {
                values[i] = Columns[i].Text();
                ColumnMetaData chunk = ChunkOf(reader, Columns[i], rows);
                bytes += BytesOf(Columns[i], values[i]!, chunk);
            }
        }

        if (bytes > mostBytes)
        {
            throw new InvalidDataException(
                $"row group {group} of {GroupCount} has {rows:N0} rows, which take about {bytes >> 20:N0} MiB of "
                + $"memory; the import may use {mostBytes >> 20:N0} MiB for one: write the file anew with smaller row "
                + "groups, or give the import more memory");
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is { } column)
            {
                ColumnMetaData chunk = ChunkOf(reader, Columns[i], rows);
                _bytes.CheckedEnd = ParquetPages.Check(_file, Columns[i], chunk, mostBytes);
                column.Load(reader, Columns[i].Field!, (int)rows);
            }
        }

        return values;
    }

    private static ColumnMetaData ChunkOf(ParquetRowGroupReader group, ParquetColumn column, long rows)
    {
        ColumnChunk? chunk = group.GetMetadata(column.Field!);
        if (chunk?.CryptoMetadata is not null || chunk?.EncryptedColumnMetadata is not null)
        {
            throw Encrypted();
        }

        if (chunk?.FilePath is { } other)
        {
            throw new InvalidDataException($"the values of column '{column.Name}' are in another file, '{other}'");
        }

        // What the library makes of statistics is not needed, and damage there should cost nothing.
        ColumnMetaData meta = chunk?.MetaData
            ?? throw new InvalidDataException($"a row group lacks column '{column.Name}'");
        meta.Statistics = null;
        return meta.NumValues == rows
            ? meta
            : throw new InvalidDataException(
                $"column '{column.Name}' has {meta.NumValues} values in a row group of {rows} rows");
    }

    // The values, which rows have one, and the pages: packed and unpacked one at a time, dictionaries for the whole.
    private static long BytesOf(ParquetColumn column, IValueText text, ColumnMetaData chunk)
    {
        long levels = column.Field!.MaxDefinitionLevel > 0 ? sizeof(int) : 0;
        long pages = Math.Max(0, chunk.TotalUncompressedSize);
        decimal bytes = ((decimal)chunk.NumValues * (text.ValueBytes + levels)) + (2 * (decimal)pages);
        return bytes < long.MaxValue / 4 && chunk.NumValues <= Array.MaxLength ? (long)bytes : long.MaxValue / 4;
    }

    private static void CheckFooter(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        byte[] end = ParquetBytes.ReadAt(file, Math.Max(0, length - EndBytes), EndBytes);
        ReadOnlySpan<byte> start = ParquetBytes.ReadAt(file, 0, 4);
        if (start.SequenceEqual("PARE"u8) || end.AsSpan().EndsWith("PARE"u8))
        {
            throw Encrypted();
        }

        int bytes = end.Length == EndBytes ? BinaryPrimitives.ReadInt32LittleEndian(end) : -1;
        if (!end.AsSpan().EndsWith("PAR1"u8) || bytes <= 0 || bytes > length - 12)
        {
            throw new InvalidDataException("it does not end as it should; it may be cut off");
        }

        if (bytes > MostFooterBytes)
        {
            throw new InvalidDataException($"its footer of {bytes:N0} bytes is larger than {MostFooterBytes:N0}");
        }

        int groups = 0;
        new ThriftWalk(ParquetBytes.ReadAt(file, length - EndBytes - bytes, bytes), (structure, field, value) =>
            groups += structure == "SchemaElement" && field == 5 && value > 0 ? 1 : 0).Over(ThriftWalk.Footer);
        if (groups > MostGroups)
        {
            throw new InvalidDataException($"its schema has {groups} groups; at most {MostGroups} are read");
        }
    }

    private static List<ParquetColumn> ColumnsOf(ParquetReader reader)
    {
        List<SchemaElement> schema = reader.Metadata!.Schema;
        List<ParquetColumn> columns = [];
        List<SchemaElement> flat = [schema[0]];
        for (int at = 1; at < schema.Count;)
        {
            SchemaElement element = schema[at];
            ParquetColumn column = ParquetColumn.Of(element);
            columns.Add(column);
            if (column.Unfit is null)
            {
                flat.Add(element);
            }

            at = Pass(schema, at);
        }

        foreach (ParquetColumn twin in columns.CountBy(column => column.Name).Where(name => name.Value > 1)
            .SelectMany(name => columns.Where(column => column.Name == name.Key)))
        {
            twin.Unfit = "several columns have this name";
        }

        // Parquet.Net makes its schema of what is left, so that a column that it cannot describe harms no other.
        schema.Clear();
        schema.AddRange(flat);
        flat[0].NumChildren = flat.Count - 1;
        DataField[] fields = flat.Count > 1 ? reader.Schema.DataFields : [];
        foreach (ParquetColumn column in columns.Where(column => column.Unfit is null))
        {
            column.Field = fields.Single(field => field.Name == column.Name);
        }

        return columns;
    }

    // The place behind an element and all below it.
    private static int Pass(List<SchemaElement> schema, int at)
    {
        for (long open = 1; open > 0 && at < schema.Count; at++)
        {
            open += Math.Max(0, schema[at].NumChildren ?? 0) - 1;
        }

        return at;
    }

    private static InvalidDataException Encrypted() =>
        new("it is encrypted, which is not read: write it anew without encryption");
}
