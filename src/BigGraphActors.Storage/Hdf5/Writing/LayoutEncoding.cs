namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Encodes where an array's bytes are, and what unwritten ones read as.</summary>
internal static class LayoutEncoding
{
    private const int ContiguousKind = 1;
    private const int AllocateLate = 2;
    private const int WriteIfSet = 2;

    /// <summary>A version 3 layout message for an array in one piece.</summary>
    public static byte[] Contiguous(long address, long bytes) =>
        new MetadataBytes().UInt8(3).UInt8(ContiguousKind).Int64(address).Int64(bytes).ToArray();

    /// <summary>A version 2 fill value message as libhdf5 writes by default: zero.</summary>
    public static byte[] NoFillValue() =>
        new MetadataBytes().UInt8(2).UInt8(AllocateLate).UInt8(WriteIfSet).UInt8(1).UInt32(0).ToArray();
}
