namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Encodes version 1 dataspace messages.</summary>
internal static class DataspaceEncoding
{
    public static byte[] Scalar() => Simple([]);

    /// <summary>Extents that are also the largest ones.</summary>
    public static byte[] Simple(ReadOnlySpan<long> shape)
    {
        var message = new MetadataBytes().UInt8(1).UInt8(shape.Length).UInt8(0).Zeros(5);
        foreach (long extent in shape)
        {
            message.Int64(extent);
        }

        return message.ToArray();
    }
}
