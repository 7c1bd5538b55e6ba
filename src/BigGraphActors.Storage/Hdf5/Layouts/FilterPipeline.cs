using System.IO.Compression;
using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>The filters that a dataset's chunks went through when they were written, undone in reverse.</summary>
internal sealed class FilterPipeline
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;
    private const int Lzf = 32000;
    private const int FirstNamedFilter = 256;

    // HDF5's own limit; the mask of skipped filters has a bit for each.
    private const int MostFilters = 32;

    // Deflate cannot shrink data by more than about 1032 to 1, so a bigger chunk is a lie and not worth memory.
    private const long MostInflation = 1040;

    private readonly IReadOnlyList<(int Filter, int[] Settings)> _filters;

    private FilterPipeline(IReadOnlyList<(int Filter, int[] Settings)> filters) => _filters = filters;

    public bool IsEmpty => _filters.Count == 0;

    /// <summary>Reads the dataset's filter message, version 1 or 2.</summary>
    public static FilterPipeline Read(ObjectHeader header)
    {
        if (header.Find(MessageKind.Filters) is not { } message)
        {
            return new FilterPipeline([]);
        }

        byte version = message.Version(1, 2);
        int count = message.UInt8();
        if (count > MostFilters)
        {
            throw message.Corrupt($"at most {MostFilters} filters", $"{count}");
        }

        message.Skip(version == 1 ? 6 : 0);
        var filters = new List<(int, int[])>();
        for (int i = 0; i < count; i++)
        {
            filters.Add(ReadFilter(message, version));
        }

        return new FilterPipeline(filters);
    }

    /// <summary>Restores a chunk.</summary>
    /// <param name="file">For errors.</param>
    /// <param name="chunk">Where it came from, and which filters it skipped.</param>
    /// <param name="stored">Its stored bytes; may be changed and returned.</param>
    /// <param name="chunkBytes">Bytes it must have in the end.</param>
    public byte[] Decode(FileBytes file, ChunkRecord chunk, byte[] stored, int chunkBytes)
    {
        byte[] bytes = stored;
        for (int i = _filters.Count - 1; i >= 0; i--)
        {
            if ((chunk.SkippedFilters & (1u << i)) != 0)
            {
                continue;
            }

            (int filter, int[] settings) = _filters[i];
            bytes = filter switch
            {
                Deflate => Inflate(file, chunk, bytes, chunkBytes + (4L * _filters.Count)),
                Lzf => Unpack(file, chunk, bytes, chunkBytes + (4L * _filters.Count)),
                Shuffle => Unshuffle(bytes, settings.Length > 0 ? settings[0] : 1),
                _ => VerifyFletcher32(file, chunk, bytes),
            };
        }

        return bytes.Length == chunkBytes
            ? bytes
            : throw file.Corrupt(chunk.Address, $"a chunk of {chunkBytes} bytes after its filters", $"{bytes.Length}");
    }

    private static (int Filter, int[] Settings) ReadFilter(ByteReader message, byte version)
    {
        long at = message.Address;
        int filter = message.UInt16();
        bool named = version == 1 || filter >= FirstNamedFilter;
        int nameSize = named ? message.UInt16() : 0;
        message.Skip(2);
        int settingCount = message.UInt16();
        string name = message.Text(version == 1 ? (nameSize + 7) & ~7 : nameSize);
        if (filter is not (Deflate or Shuffle or Fletcher32 or Lzf))
        {
            throw message.File.Unsupported(
                at, "the filters deflate, shuffle, fletcher32 and lzf", $"filter {filter} {name}".TrimEnd());
        }

        int[] settings = new int[Math.Min(settingCount, message.Remaining / 4)];
        for (int i = 0; i < settings.Length; i++)
        {
            settings[i] = (int)message.UInt32();
        }

        message.Skip(version == 1 && settingCount % 2 == 1 ? Math.Min(4, message.Remaining) : 0);
        return (filter, settings);
    }

    private static byte[] Inflate(FileBytes file, ChunkRecord chunk, byte[] bytes, long mostBytes)
    {
        if (mostBytes > (bytes.Length * MostInflation) + 64 || mostBytes > Array.MaxLength)
        {
            throw file.Corrupt(
                chunk.Address, $"deflated bytes for a chunk of {mostBytes} bytes", $"{bytes.Length} bytes");
        }

        byte[] inflated = new byte[mostBytes];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            int count = stream.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false);
            return count == inflated.Length ? inflated : inflated[..count];
        }
        catch (InvalidDataException inner)
        {
            throw file.Corrupt(chunk.Address, "a chunk that inflates", inner.Message, inner);
        }
    }

    private static byte[] Unpack(FileBytes file, ChunkRecord chunk, byte[] bytes, long mostBytes)
    {
        if (mostBytes > (bytes.Length * LzfStream.MostInflation) + 64 || mostBytes > Array.MaxLength)
        {
            throw file.Corrupt(
                chunk.Address, $"LZF bytes for a chunk of {mostBytes} bytes", $"{bytes.Length} bytes");
        }

        byte[] unpacked = new byte[mostBytes];
        int count = LzfStream.Decompress(bytes, unpacked);
        return count >= 0
            ? unpacked[..count]
            : throw file.Corrupt(chunk.Address, "a chunk in LZF's format", "a reference outside the chunk");
    }

    // All first bytes of the elements come first, then all second bytes; a rest that is no whole element stays as
    // it is.
    private static byte[] Unshuffle(byte[] bytes, int elementBytes)
    {
        if (elementBytes <= 1 || elementBytes > bytes.Length)
        {
            return bytes;
        }

        byte[] restored = new byte[bytes.Length];
        int count = bytes.Length / elementBytes;
        for (int place = 0; place < elementBytes; place++)
        {
            ReadOnlySpan<byte> plane = bytes.AsSpan(place * count, count);
            for (int i = 0; i < plane.Length; i++)
            {
                restored[(i * elementBytes) + place] = plane[i];
            }
        }

        int whole = count * elementBytes;
        bytes.AsSpan(whole).CopyTo(restored.AsSpan(whole));
        return restored;
    }

    private static byte[] VerifyFletcher32(FileBytes file, ChunkRecord chunk, byte[] bytes)
    {
        if (bytes.Length < 4)
        {
            throw file.Corrupt(chunk.Address, "a chunk with a checksum behind it", $"{bytes.Length} bytes");
        }

        byte[] body = bytes[..^4];
        uint stored = BitConverter.ToUInt32(bytes, bytes.Length - 4);
        uint computed = Fletcher.Of(body);
        return stored == computed || stored == Fletcher.SwapHalves(computed)
            ? body
            : throw file.Corrupt(chunk.Address, $"a chunk with checksum {computed:x8}", $"{stored:x8}");
    }
}
