using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Heaps;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>Reads an attribute: name, type, shape and value in one message.</summary>
internal static class AttributeMessage
{
    private const int SharedTypeFlag = 1;
    private const int SharedShapeFlag = 2;

    public static Hdf5Attribute Read(ByteReader message, GlobalHeap heap)
    {
        byte version = message.Version(1, 3);
        byte flags = message.UInt8();
        if (version == 1)
        {
            flags = 0;
        }

        int nameSize = message.UInt16();
        int typeSize = message.UInt16();
        int shapeSize = message.UInt16();
        if (version == 3)
        {
            message.Skip(1);
        }

        string name = Part(message, nameSize, version).Text(nameSize);
        ByteReader typePart = Part(message, typeSize, version);
        ByteReader shapePart = Part(message, shapeSize, version);
        Hdf5ElementType type = ElementTypeMessage.Read(
            (flags & SharedTypeFlag) != 0 ? SharedMessage.Resolve(typePart, MessageKind.ElementType) : typePart);
        Dataspace space = Dataspace.Read(
            (flags & SharedShapeFlag) != 0 ? SharedMessage.Resolve(shapePart, MessageKind.Shape) : shapePart);
        return new Hdf5Attribute(name, type, space, Value(message, type, space), heap);
    }

    // Version 1 pads every part to eight bytes.
    private static ByteReader Part(ByteReader message, int size, byte version)
    {
        ByteReader part = message.Slice(size, "an attribute");
        if (version == 1)
        {
            message.Skip(Math.Min(-size & 7, message.Remaining));
        }

        return part;
    }

    private static ByteReader Value(ByteReader message, Hdf5ElementType type, Dataspace space)
    {
        long size = space.ElementCount > int.MaxValue ? long.MaxValue : space.ElementCount * type.SizeBytes;
        return size <= message.Remaining
            ? message.Slice((int)size, "an attribute's value")
            : throw message.Corrupt(
                $"{space.ElementCount} values of {type.SizeBytes} bytes", $"{message.Remaining} bytes");
    }
}
