using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Composes the version 0 superblock that PBG's files have too.</summary>
internal static class SuperblockWriter
{
    /// <summary>Bytes it takes at the start of the file.</summary>
    public const int SizeBytes = 96;

    private const int CachedGroup = 1;

    public static byte[] Compose(WrittenObject root, long endOfFile) =>
        new MetadataBytes(SizeBytes)
            .Bytes(Superblock.Signature)
            .Zeros(5).UInt8(8).UInt8(8).UInt8(0)
            .UInt16(GroupTreeWriter.SymbolTableHalf).UInt16(GroupTreeWriter.NodeHalf).UInt32(0)
            .Int64(0).Int64(MetadataBytes.NoAddress).Int64(endOfFile).Int64(MetadataBytes.NoAddress)
            .Int64(0).Int64(root.HeaderAddress).UInt32(CachedGroup).UInt32(0)
            .Int64(root.TreeAddress).Int64(root.HeapAddress)
            .ToArray();
}
