using Microsoft.Win32.SafeHandles;
using Parquet.Meta;
using PhysicalType = Parquet.Meta.Type;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Looks at the headers of a column's pages before Parquet.Net decodes them.</summary>
/// <remarks>
/// Refused by name is what Parquet.Net 6.1.0 would read wrongly and in silence: truth values in runs (it expects
/// neither the length before them nor one bit a value), Hadoop's LZ4, which it takes for raw blocks, and pages whose
/// values are not as many as the column says.
/// </remarks>
internal static class ParquetPages
{
    private const int HeaderBytes = 4096;
    private const int MostHeaderBytes = 1 << 26;

    /// <summary>Checks the pages of one column in one row group.</summary>
    /// <param name="file">The Parquet file.</param>
    /// <param name="column">Its name and type.</param>
    /// <param name="chunk">Where its pages are.</param>
    /// <param name="mostBytes">A page that is larger once unpacked is refused.</param>
    /// <returns>Offset in the file behind the last page.</returns>
    /// <exception cref="InvalidDataException">When a page is damaged or cannot be read.</exception>
    public static long Check(SafeFileHandle file, ParquetColumn column, ColumnMetaData chunk, long mostBytes)
    {
        if (chunk.Codec is CompressionCodec.LZO or CompressionCodec.LZ4 || !Enum.IsDefined(chunk.Codec))
        {
            throw new InvalidDataException(
                $"column '{column.Name}' is compressed with {NameOf(chunk.Codec)}; none, snappy, gzip, brotli, zstd "
                + "and lz4_raw can be read: write the file anew with one of them");
        }

        long length = RandomAccess.GetLength(file);
        long at = new[] { chunk.DictionaryPageOffset ?? 0, chunk.DataPageOffset, chunk.IndexPageOffset ?? 0 }
            .Where(offset => offset != 0)
            .DefaultIfEmpty(0)
            .Min();
        long values = 0;
        while (values < chunk.NumValues)
        {
            Header header = ReadHeader(file, at, out int headerBytes);
            at += headerBytes + header.PackedBytes;
            bool fits = header.PackedBytes is >= 0 and <= int.MaxValue && header.PlainBytes >= 0 && at <= length
                && header.Values >= 0 && header.LevelBytes >= 0 && header.LevelBytes <= header.PackedBytes;
            if (!fits || (header.Kind != (int)PageType.DICTIONARY_PAGE && header.Values > chunk.NumValues - values))
            {
                throw new InvalidDataException($"the sizes of a page of column '{column.Name}' make no sense");
            }

            if (header.PlainBytes > mostBytes)
            {
                throw new InvalidDataException(
                    $"a page of column '{column.Name}' takes {header.PlainBytes:N0} bytes, more than the "
                    + $"{mostBytes:N0} that the import may use: write the file anew with smaller pages");
            }

            if (header.Kind != (int)PageType.DICTIONARY_PAGE)
            {
                CheckEncoding(column, header);
                values += header.Values;
            }
        }

        return at;
    }

    private static void CheckEncoding(ParquetColumn column, Header header)
    {
        Encoding encoding = (Encoding)header.Encoding;
        bool isRead = encoding is Encoding.PLAIN or Encoding.PLAIN_DICTIONARY or Encoding.RLE_DICTIONARY
            || (column.Type is PhysicalType.INT32 or PhysicalType.INT64
                && encoding is Encoding.DELTA_BINARY_PACKED or Encoding.BYTE_STREAM_SPLIT)
            || (column.Type is PhysicalType.FLOAT or PhysicalType.DOUBLE
                && encoding is Encoding.BYTE_STREAM_SPLIT)
            || (column.Type is PhysicalType.BYTE_ARRAY
                && encoding is Encoding.DELTA_LENGTH_BYTE_ARRAY or Encoding.DELTA_BYTE_ARRAY)
            || (column.Type is PhysicalType.FIXED_LEN_BYTE_ARRAY && encoding is Encoding.DELTA_BYTE_ARRAY);
        if (!isRead)
        {
            throw new InvalidDataException(
                $"the values of column '{column.Name}' ({column.Type}) are encoded as {encoding}, which cannot be "
                + "read: write the file anew without it, for instance with version 1 of the format");
        }
    }

    private static Header ReadHeader(SafeFileHandle file, long at, out int length)
    {
        for (int size = HeaderBytes; ; size *= 8)
        {
            byte[] bytes = at < 0 ? [] : ParquetBytes.ReadAt(file, at, size);
            try
            {
                Header header = new();
                ThriftWalk walk = new(bytes, header.Take);
                walk.Over(ThriftWalk.Page);
                length = walk.Position;
                return header.Kind is 0 or 2 or 3
                    ? header
                    : throw new InvalidDataException($"a page of kind {header.Kind}");
            }
            catch (EndOfStreamException) when (bytes.Length == size && size < MostHeaderBytes)
            {
                // Statistics can make a header long: once more with more of it.
            }
        }
    }

    private static string NameOf(CompressionCodec codec) => codec switch
    {
        CompressionCodec.LZO => "LZO",
        CompressionCodec.LZ4 => "Hadoop's LZ4",
        _ => $"codec {(int)codec}",
    };

    /// <summary>What matters of a page header.</summary>
    private sealed class Header
    {
        public long Kind { get; private set; } = -1;

        public long PlainBytes { get; private set; } = -1;

        public long PackedBytes { get; private set; } = -1;

        public long Values { get; private set; } = -1;

        public long Encoding { get; private set; } = -1;

        public long LevelBytes { get; private set; }

        public void Take(string structure, int field, long value)
        {
            switch (structure, field)
            {
                case ("PageHeader", 1):
                    Kind = value;
                    break;
                case ("PageHeader", 2):
                    PlainBytes = value;
                    break;
                case ("PageHeader", 3):
                    PackedBytes = value;
                    break;
                case ("DataPage" or "DataPage2" or "DictionaryPage", 1):
                    Values = value;
                    break;
                case ("DataPage", 2) or ("DataPage2", 4):
                    Encoding = value;
                    break;
                case ("DataPage2", 5 or 6):
                    LevelBytes = value >= 0 && LevelBytes >= 0 ? LevelBytes + value : -1;
                    break;
            }
        }
    }
}
