using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>Finds the start of an HDF5 file and its root group.</summary>
internal static class Superblock
{
    /// <summary>The eight bytes that every HDF5 file has at its start, or at a power of two from 512 on.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the superblock, sets the file's sizes and start, and returns the root group's address.</summary>
    public static long Read(FileBytes file)
    {
        long start = FindStart(file);
        byte version = file.Open(start + Signature.Length, 1, "the superblock").UInt8();
        return version switch
        {
            0 or 1 => ReadOld(file, start, version),
            2 or 3 => ReadNew(file, start),
            _ => throw file.Unsupported(start + Signature.Length, "superblock version 0 to 3", $"version {version}"),
        };
    }

    private static long FindStart(FileBytes file)
    {
        Span<byte> found = stackalloc byte[Signature.Length];
        for (long start = 0; start <= file.Length - found.Length; start = start == 0 ? 512 : start * 2)
        {
            file.ReadInto(start, found, "the signature");
            if (found.SequenceEqual(Signature))
            {
                return start;
            }
        }

        string what = file.Length == 0
            ? "an empty file"
            : "other bytes (no HDF5 file, or one whose writing was cut short)";
        throw file.Corrupt(0, "the signature of an HDF5 file", what);
    }

    private static long ReadOld(FileBytes file, long start, byte version)
    {
        ByteReader sizes = file.Open(start, 24, "the superblock");
        sizes.Skip(Signature.Length + 5);
        ReadSizes(file, sizes);
        int fixedBytes = version == 0 ? 24 : 28;
        ByteReader block = file.Open(start, fixedBytes + (4L * file.OffsetSize), "the superblock");
        block.Skip(fixedBytes);
        long baseAddress = block.Pointer();
        block.Pointer();
        long end = block.Pointer();
        SetBase(file, start, baseAddress, end);

        ByteReader root = file.Open(
            start - file.BaseAddress + block.Consumed + file.OffsetSize,
            2L * file.OffsetSize,
            "the root group's entry");
        root.Skip(file.OffsetSize);
        return root.Pointer();
    }

    private static long ReadNew(FileBytes file, long start)
    {
        ByteReader sizes = file.Open(start, 12, "the superblock");
        sizes.Skip(Signature.Length + 1);
        ReadSizes(file, sizes);
        ByteReader block = file.Open(start, 12 + (4L * file.OffsetSize) + 4, "the superblock");
        block.VerifyChecksum();
        block.Skip(12);
        long baseAddress = block.Pointer();
        block.Pointer();
        long end = block.Pointer();
        long root = block.Pointer();
        SetBase(file, start, baseAddress, end);
        return root;
    }

    private static void ReadSizes(FileBytes file, ByteReader block)
    {
        int offsets = block.UInt8();
        int lengths = block.UInt8();
        if (offsets is not (2 or 4 or 8) || lengths is not (2 or 4 or 8))
        {
            throw block.Corrupt("sizes of offsets and lengths of 2, 4 or 8 bytes", $"{offsets} and {lengths}");
        }

        file.OffsetSize = offsets;
        file.LengthSize = lengths;
    }

    // A file that was put behind a user block after it was written still counts from its superblock.
    private static void SetBase(FileBytes file, long start, long baseAddress, long end)
    {
        long shift = baseAddress == start ? 0 : start - Math.Max(0, baseAddress);
        if (end != ByteReader.NoAddress && (end > long.MaxValue - start || end + shift > file.Length))
        {
            throw file.Corrupt(file.Length, $"a file of {end + shift} bytes", "its end (is it truncated?)");
        }

        file.BaseAddress = start;
    }
}
