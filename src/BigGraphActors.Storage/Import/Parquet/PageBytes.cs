using System.IO.Compression;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Takes compressed pages apart: Snappy, gzip, Brotli, LZ4 (raw).</summary>
/// <remarks>Zstandard and LZO are not part of the framework and are refused by name.</remarks>
internal static class PageBytes
{
    /// <summary>The bytes of a page.</summary>
    /// <param name="codec">By Parquet's number.</param>
    /// <param name="packed">As they lie in the file.</param>
    /// <param name="length">How many it makes.</param>
    /// <exception cref="InvalidDataException">When they are damaged, or of an unknown codec.</exception>
    public static byte[] Unpack(int codec, ReadOnlySpan<byte> packed, int length)
    {
        byte[] page = codec switch
        {
            0 => packed.ToArray(),
            1 => Snappy(packed, length),
            2 => Inflate(new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress), length),
            4 => Inflate(new BrotliStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress), length),
            7 => Lz4(packed, length),
            _ => throw new InvalidDataException(
                $"pages compressed with {NameOf(codec)}; only snappy, gzip, brotli, lz4_raw and none can be read: "
                + "write the file anew with one of them"),
        };
        return page.Length == length
            ? page
            : throw new InvalidDataException($"a page of {page.Length} bytes, {length} were announced");
    }

    private static string NameOf(int codec) => codec switch
    {
        3 => "LZO",
        5 => "Hadoop's LZ4",
        6 => "Zstandard",
        _ => $"codec {codec}",
    };

    private static byte[] Inflate(Stream stream, int length)
    {
        using (stream)
        {
            byte[] page = new byte[length];
            int read = stream.ReadAtLeast(page, length, throwOnEndOfStream: false);
            return page[..read];
        }
    }

    private static byte[] Snappy(ReadOnlySpan<byte> packed, int length)
    {
        int at = 0;
        uint announced = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = packed[at++];
            announced |= (uint)(next & 127) << shift;
            if (next < 128)
            {
                break;
            }
        }

        if (announced != length)
        {
            throw new InvalidDataException($"a Snappy block of {announced} bytes, {length} were announced");
        }

        PageWriter page = new(length);
        while (at < packed.Length)
        {
            int tag = packed[at++];
            int size = tag >> 2;
            switch (tag & 3)
            {
                case 0:
                    int extra = size < 60 ? 0 : size - 59;
                    int literal = extra == 0 ? size : Little(packed, at, extra);
                    at += extra;
                    page.Literal(packed.Slice(at, literal + 1));
                    at += literal + 1;
                    break;
                case 1:
                    page.Copy(((tag >> 5) << 8) | packed[at++], 4 + (size & 7));
                    break;
                default:
                    int width = (tag & 3) == 2 ? 2 : 4;
                    page.Copy(Little(packed, at, width), size + 1);
                    at += width;
                    break;
            }
        }

        return page.Bytes;
    }

    private static byte[] Lz4(ReadOnlySpan<byte> packed, int length)
    {
        PageWriter page = new(length);
        int at = 0;
        while (at < packed.Length)
        {
            int token = packed[at++];
            int literal = Length(packed, ref at, token >> 4);
            page.Literal(packed.Slice(at, literal));
            at += literal;
            if (at < packed.Length)
            {
                int back = Little(packed, at, 2);
                at += 2;
                page.Copy(back, Length(packed, ref at, token & 15) + 4);
            }
        }

        return page.Bytes;

        static int Length(ReadOnlySpan<byte> packed, ref int at, int start)
        {
            int length = start;
            for (byte more = 255; start == 15 && more == 255; length = checked(length + more))
            {
                more = packed[at++];
            }

            return length;
        }
    }

    private static int Little(ReadOnlySpan<byte> bytes, int at, int width)
    {
        long value = 0;
        for (int i = 0; i < width; i++)
        {
            value |= (long)bytes[at + i] << (8 * i);
        }

        return checked((int)value);
    }

    /// <summary>A page of known length that grows by literals and by copies of itself.</summary>
    private ref struct PageWriter(int length)
    {
        private readonly byte[] _bytes = new byte[length];
        private int _length;

        public readonly byte[] Bytes => _bytes[.._length];

        public void Literal(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
        }

        public void Copy(int back, int count)
        {
            if (back <= 0 || back > _length || count > _bytes.Length - _length)
            {
                throw new InvalidDataException("a copy from outside the page");
            }

            // Source and target may overlap: the copy repeats itself.
            for (int i = 0; i < count; i++, _length++)
            {
                _bytes[_length] = _bytes[_length - back];
            }
        }
    }
}
