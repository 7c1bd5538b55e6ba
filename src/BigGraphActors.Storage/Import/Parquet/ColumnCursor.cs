using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Walks over the values of one column in one row group, page by page.</summary>
/// <remarks>
/// Encodings: plain, and a dictionary of plain values; definition levels in runs. What newer writers add (deltas, split
/// bytes) is refused by name.
/// </remarks>
internal sealed class ColumnCursor(SafeFileHandle file, ParquetColumn column, ParquetChunk chunk)
{
    private const int MostPageBytes = 1 << 30;
    private const int HeaderBytes = 4096;

    private long _at = chunk.Start;
    private TextValues? _dictionary;
    private TextValues _page = new(0);
    private int _next;

    /// <summary>The next value; empty for null.</summary>
    /// <exception cref="InvalidDataException">When the file is damaged or uses what is not read.</exception>
    public ReadOnlySpan<byte> Next()
    {
        while (_next == _page.Count)
        {
            ReadPage();
        }

        return _page[_next++];
    }

    private void ReadPage()
    {
        if (_at >= chunk.Start + chunk.Bytes)
        {
            throw new InvalidDataException($"column '{column.Name}' has fewer values than its row group has rows");
        }

        PageHeader header = ReadHeader();
        byte[] body = ParquetFooter.ReadAt(file, _at, header.PackedBytes);
        _at += header.PackedBytes;
        if (body.Length < header.PackedBytes)
        {
            throw new InvalidDataException($"a page of column '{column.Name}' is cut off");
        }

        switch (header.Kind)
        {
            case 2:
                byte[] values = PageBytes.Unpack(chunk.Codec, body, header.PlainBytes);
                _dictionary = new TextValues(Math.Min(header.Values, values.Length));
                PlainValues plain = new(column.Type, values);
                for (int i = 0; i < header.Values; i++)
                {
                    plain.Next(_dictionary);
                }

                break;
            case 0:
                Decode(header, PageBytes.Unpack(chunk.Codec, body, header.PlainBytes));
                break;
            case 3:
                DecodeSecond(header, body);
                break;
            default:
                break;
        }
    }

    // In pages of version 2 the levels stand before the values and are never compressed.
    private void DecodeSecond(PageHeader header, byte[] body)
    {
        int levels = header.LevelBytes;
        if (levels < 0 || levels > body.Length || levels > header.PlainBytes)
        {
            throw new InvalidDataException("levels do not fit their page");
        }

        ReadOnlySpan<byte> rest = body.AsSpan(levels);
        byte[] values = header.IsPacked && rest.Length > 0
            ? PageBytes.Unpack(chunk.Codec, rest, header.PlainBytes - levels)
            : rest.ToArray();
        Fill(header, new HybridReader(body.AsSpan(0, levels), 1), values);
    }

    private void Decode(PageHeader header, ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> levels = default;
        if (column.IsOptional)
        {
            int length = page.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(page);
            if (length < 0 || length > page.Length - 4)
            {
                throw new InvalidDataException("levels do not fit their page");
            }

            levels = page.Slice(4, length);
            page = page[(4 + length)..];
        }

        Fill(header, new HybridReader(levels, 1), page);
    }

    private void Fill(PageHeader header, HybridReader levels, ReadOnlySpan<byte> values)
    {
        _page = new TextValues(Math.Min(header.Values, MostPageBytes / 16));
        _next = 0;
        bool isDictionary = header.Encoding is 2 or 8;
        if (!isDictionary && header.Encoding != 0)
        {
            throw new InvalidDataException(
                $"column '{column.Name}' is encoded as {NameOf(header.Encoding)}; only plain and dictionary can be "
                + "read: write the file anew with version 1 of the format");
        }

        TextValues? dictionary = isDictionary
            ? _dictionary ?? throw new InvalidDataException("a page refers to a dictionary that is not there")
            : null;
        int width = isDictionary && values.Length > 0 ? values[0] : 0;
        HybridReader entries = new(isDictionary && values.Length > 0 ? values[1..] : default, Math.Min(width, 32));
        PlainValues plain = new(column.Type, values);
        for (int i = 0; i < header.Values; i++)
        {
            if (column.IsOptional && levels.Next() == 0)
            {
                _page.Add(default);
            }
            else if (dictionary is null)
            {
                plain.Next(_page);
            }
            else
            {
                int entry = entries.Next();
                _page.Add((uint)entry < (uint)dictionary.Count
                    ? dictionary[entry]
                    : throw new InvalidDataException($"entry {entry} of a dictionary of {dictionary.Count}"));
            }
        }
    }

    private PageHeader ReadHeader()
    {
        for (int size = HeaderBytes; ; size *= 8)
        {
            byte[] bytes = ParquetFooter.ReadAt(file, _at, size);
            try
            {
                PageHeader header = PageHeader.Parse(bytes, out int length);
                bool isSound = header.PackedBytes is >= 0 and <= MostPageBytes
                    && header.PlainBytes is >= 0 and <= MostPageBytes
                    && header.Values is >= 0 and <= MostPageBytes;
                _at += length;
                return isSound ? header : throw new InvalidDataException("sizes of a page make no sense");
            }
            catch (EndOfStreamException) when (bytes.Length == size && size < MostPageBytes / 8)
            {
                // Statistics can make a header long: once more with more of it.
            }
        }
    }

    private static string NameOf(int encoding) => encoding switch
    {
        3 => "RLE",
        4 => "BIT_PACKED",
        5 => "DELTA_BINARY_PACKED",
        6 => "DELTA_LENGTH_BYTE_ARRAY",
        7 => "DELTA_BYTE_ARRAY",
        9 => "BYTE_STREAM_SPLIT",
        _ => $"encoding {encoding}",
    };
}
