using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Groups;

/// <summary>Reads one link of a new-style group, from its header or from its heap.</summary>
internal static class LinkMessage
{
    private const int HasKind = 0x08;
    private const int HasCreationOrder = 0x04;
    private const int HasCharacterSet = 0x10;

    public static Link Read(ByteReader message)
    {
        long at = message.Address;
        message.Version(1, 1);
        byte flags = message.UInt8();
        int kind = (flags & HasKind) != 0 ? message.UInt8() : 0;
        message.Skip((flags & HasCreationOrder) != 0 ? 8 : 0);
        message.Skip((flags & HasCharacterSet) != 0 ? 1 : 0);
        long nameSize = message.Count(1 << (flags & 3));
        if (nameSize > message.Remaining)
        {
            throw message.Corrupt($"a link's name of at most {message.Remaining} bytes", $"{nameSize}");
        }

        string name = message.Text((int)nameSize);
        return kind switch
        {
            0 => new Link(name, LinkKind.Hard, message.Pointer(), at),
            1 => new Link(name, LinkKind.Soft, ByteReader.NoAddress, at),
            64 => new Link(name, LinkKind.External, ByteReader.NoAddress, at),
            _ => new Link(name, LinkKind.UserDefined, ByteReader.NoAddress, at),
        };
    }
}
