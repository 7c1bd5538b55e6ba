using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>Follows a message that only points to where its content is: a named type of its own in the file.</summary>
internal static class SharedMessage
{
    private const int InHeap = 1;

    /// <summary>The content behind a pointer.</summary>
    /// <exception cref="Hdf5UnsupportedException">When it is in the file's table of shared messages.</exception>
    public static ByteReader Resolve(ByteReader pointer, MessageKind kind)
    {
        byte version = pointer.Version(1, 3);
        byte place = pointer.UInt8();
        if (version == 1)
        {
            pointer.Skip(6);
        }
        else if (version == 3 && place == InHeap)
        {
            throw pointer.File.Unsupported(pointer.Address, "a message kept with its object", "a shared message table");
        }

        ObjectHeader owner = ObjectHeaderReader.Read(pointer.File, pointer.Pointer());
        return owner.FindOwn(kind)
            ?? throw pointer.Corrupt($"a named object that holds a message of kind {kind}", "none there");
    }
}
