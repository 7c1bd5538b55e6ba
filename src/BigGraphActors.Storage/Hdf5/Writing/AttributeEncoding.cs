using System.Text;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>
/// Encodes attribute messages: version 1 as libhdf5's default has it, version 3 where a name is not ASCII.
/// </summary>
internal static class AttributeEncoding
{
    private const int Utf8 = 1;

    public static byte[] Int64(string name, long value) =>
        Encode(name, ElementTypeEncoding.Encode(Hdf5ElementType.Int64), new MetadataBytes().Int64(value).ToArray());

    /// <summary>A text that lies in the global heap.</summary>
    public static byte[] Text(string name, HeapReference place) =>
        Encode(
            name,
            ElementTypeEncoding.VariableText(),
            new MetadataBytes().UInt32(place.LengthBytes).Int64(place.Collection).UInt32(place.Index).ToArray());

    private static byte[] Encode(string name, byte[] type, byte[] value)
    {
        byte[] nameBytes = [.. Encoding.UTF8.GetBytes(name), 0];
        byte[] space = DataspaceEncoding.Scalar();
        bool ascii = Ascii.IsValid(name);
        var message = new MetadataBytes();
        message.UInt8(ascii ? 1 : 3).UInt8(0).UInt16(nameBytes.Length).UInt16(type.Length).UInt16(space.Length);
        if (ascii)
        {
            return message.Bytes(nameBytes).Align8().Bytes(type).Align8().Bytes(space).Align8().Bytes(value).ToArray();
        }

        return message.UInt8(Utf8).Bytes(nameBytes).Bytes(type).Bytes(space).Bytes(value).ToArray();
    }
}
