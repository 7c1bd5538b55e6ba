using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>Reads a dataset's layout message, versions 1 to 4, and opens the storage that it describes.</summary>
internal static class StorageReader
{
    private const int Compact = 0;
    private const int Contiguous = 1;
    private const int Chunked = 2;

    public static IArrayStorage Open(ObjectHeader header, Dataspace space, int elementBytes)
    {
        ByteReader message = header.Require(MessageKind.Layout);
        if (header.Has(MessageKind.ExternalFiles))
        {
            throw header.File.Unsupported(header.Address, "a dataset in its own file", "a dataset in external files");
        }

        UInt128 bytes = (UInt128)space.ElementCount * (uint)elementBytes;
        if (bytes > long.MaxValue)
        {
            throw message.Corrupt("a dataset of less than 2^63 bytes", $"{bytes}");
        }

        byte version = message.Version(1, 4);
        int rank = version < 3 ? message.UInt8() : 0;
        int kind = message.UInt8();
        FillValue fill = FillValue.Read(header, elementBytes);
        return kind switch
        {
            Compact => OpenCompact(message, version, rank, (long)bytes),
            Contiguous => OpenContiguous(message, version, (long)bytes, fill),
            Chunked => new ChunkedLayoutReader(header, message, space, fill).Open(version, rank, elementBytes),
            _ => throw message.File.Unsupported(
                message.Address, "compact, contiguous or chunked storage", $"storage of kind {kind} (virtual is 3)"),
        };
    }

    private static CompactStorage OpenCompact(ByteReader message, byte version, int rank, long bytes)
    {
        long size;
        if (version < 3)
        {
            message.Skip(5 + (4 * rank));
            size = message.UInt32();
        }
        else
        {
            size = message.UInt16();
        }

        if (size < bytes || size > message.Remaining)
        {
            throw message.Corrupt($"a compact dataset of {bytes} bytes", $"{size} of {message.Remaining} bytes");
        }

        return new CompactStorage(message.Bytes((int)size).ToArray());
    }

    private static IArrayStorage OpenContiguous(ByteReader message, byte version, long bytes, FillValue fill)
    {
        message.Skip(version < 3 ? 5 : 0);
        long address = message.Pointer();
        if (address == ByteReader.NoAddress || bytes == 0)
        {
            return new AbsentStorage(fill);
        }

        message.File.RequireInside(address, bytes, "a dataset's values");
        return new ContiguousStorage(message.File, address);
    }
}
