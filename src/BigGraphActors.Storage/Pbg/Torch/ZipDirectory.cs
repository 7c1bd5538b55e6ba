using System.Buffers.Binary;
using System.Text;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>Finds the entries of a ZIP archive whose entries are all stored, as torch writes them.</summary>
/// <remarks>
/// The class library's <c>ZipArchive</c> gives no offsets, which seeking inside an entry of gigabytes needs. ZIP64 is
/// read. Checksums are not compared: some versions of torch leave them out.
/// </remarks>
internal static class ZipDirectory
{
    private const int EndBytes = 22;
    private const int Zip64LocatorBytes = 20;
    private const int Zip64EndBytes = 56;
    private const int CentralBytes = 46;
    private const int LocalBytes = 30;
    private const int MaxCommentBytes = 65535;
    private const long MaxDirectoryBytes = 64L << 20;
    private const uint In64 = 0xFFFFFFFF;

    /// <summary>Reads the central directory.</summary>
    /// <param name="stream">Seekable; the archive is all of it.</param>
    /// <param name="source">What the archive is part of, for messages.</param>
    /// <exception cref="CorruptFileException">When it is cut off, compressed, or points outside itself.</exception>
    public static Dictionary<string, ZipEntry> Read(Stream stream, string source)
    {
        (long start, long length) = Locate(stream, source);
        if (start < 0 || length < 0 || length > MaxDirectoryBytes || start > stream.Length - length)
        {
            throw new CorruptFileException(source, start, "a ZIP directory inside the blob", $"{length} bytes");
        }

        byte[] directory = ReadAt(stream, start, (int)length, source);
        Dictionary<string, ZipEntry> entries = [];
        for (int at = 0; at < directory.Length;)
        {
            ReadOnlySpan<byte> record = directory.AsSpan(at);
            if (record.Length < CentralBytes || Word(record, 0) != 0x02014b50)
            {
                throw new CorruptFileException(source, start + at, "a ZIP directory entry", "something else");
            }

            int nameBytes = Half(record, 28);
            int extraBytes = Half(record, 30);
            int recordBytes = CentralBytes + nameBytes + extraBytes + Half(record, 32);
            if (record.Length < recordBytes)
            {
                throw new CorruptFileException(source, start + at, "a whole ZIP directory entry", "a part of one");
            }

            ZipEntry entry = ReadEntry(stream, record[..recordBytes], source, start + at);
            entries[entry.Name] = entry;
            at += recordBytes;
        }

        return entries;
    }

    private static (long Start, long Length) Locate(Stream stream, string source)
    {
        long tailStart = Math.Max(0, stream.Length - EndBytes - MaxCommentBytes);
        byte[] tail = ReadAt(stream, tailStart, (int)(stream.Length - tailStart), source);
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (Word(end, 0) != 0x06054b50)
            {
                continue;
            }

            long length = Word(end, 12);
            long start = Word(end, 16);
            return start == In64 || length == In64 ? Locate64(stream, tailStart + at, source) : (start, length);
        }

        throw new CorruptFileException(source, stream.Length, "the end record of a ZIP archive", "none");
    }

    private static (long Start, long Length) Locate64(Stream stream, long endRecord, string source)
    {
        ReadOnlySpan<byte> locator = ReadAt(stream, endRecord - Zip64LocatorBytes, Zip64LocatorBytes, source);
        long position = (long)BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        ReadOnlySpan<byte> end = ReadAt(stream, position, Zip64EndBytes, source);
        if (Word(locator, 0) != 0x07064b50 || Word(end, 0) != 0x06064b50)
        {
            throw new CorruptFileException(source, position, "a ZIP64 end record", "something else");
        }

        return ((long)BinaryPrimitives.ReadUInt64LittleEndian(end[48..]),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(end[40..]));
    }

    private static ZipEntry ReadEntry(Stream stream, ReadOnlySpan<byte> record, string source, long at)
    {
        int nameBytes = Half(record, 28);
        string name = Encoding.UTF8.GetString(record.Slice(CentralBytes, nameBytes));
        if (Half(record, 10) != 0)
        {
            throw new CorruptFileException(source, at, $"entry {name} stored", $"method {Half(record, 10)}");
        }

        (long length, long header) = Sizes(record, CentralBytes + nameBytes);
        byte[] local = ReadAt(stream, header, LocalBytes, source);
        long offset = header + LocalBytes + Half(local, 26) + Half(local, 28);
        if (Word(local, 0) != 0x04034b50 || length < 0 || offset > stream.Length - length)
        {
            throw new CorruptFileException(source, header, $"entry {name} of {length} bytes", "something else");
        }

        return new(name, offset, length);
    }

    private static (long Length, long Header) Sizes(ReadOnlySpan<byte> record, int extraAt)
    {
        long length = Word(record, 24);
        long header = Word(record, 42);
        int end = extraAt + Half(record, 30);
        for (int at = extraAt; at + 4 <= end; at += 4 + Half(record, at + 2))
        {
            if (Half(record, at) != 1)
            {
                continue;
            }

            // A ZIP64 field holds only those numbers that did not fit, in this order: length, stored length, header.
            ReadOnlySpan<byte> field = record[(at + 4)..Math.Min(end, at + 4 + Half(record, at + 2))];
            length = length == In64 ? Next(ref field) : length;
            _ = Word(record, 20) == In64 ? Next(ref field) : 0;
            header = header == In64 ? Next(ref field) : header;
        }

        return (length, header);
    }

    private static long Next(ref ReadOnlySpan<byte> field)
    {
        if (field.Length < 8)
        {
            return -1;
        }

        long value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        return value;
    }

    private static byte[] ReadAt(Stream stream, long position, int count, string source)
    {
        if (position < 0 || position > stream.Length - count)
        {
            throw new CorruptFileException(
                source, position, $"{count} bytes inside the blob", $"{stream.Length} in all");
        }

        byte[] bytes = new byte[count];
        stream.Position = position;
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new CorruptFileException(source, position, $"{count} bytes", "the end");
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static int Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}

/// <summary>A stored (not compressed) file in a ZIP archive.</summary>
/// <param name="Name">Path in the archive.</param>
/// <param name="Offset">Where its bytes begin in the archive.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record ZipEntry(string Name, long Offset, long Length);
