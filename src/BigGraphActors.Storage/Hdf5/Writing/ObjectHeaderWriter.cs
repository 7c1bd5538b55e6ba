namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Writes version 1 object headers in one block.</summary>
internal static class ObjectHeaderWriter
{
    /// <summary>Adds a header at the end of the file.</summary>
    /// <returns>Its address.</returns>
    public static long Write(FileAppender file, IEnumerable<HeaderMessageBytes> messages)
    {
        var body = new MetadataBytes(256);
        int count = 0;
        foreach (HeaderMessageBytes message in messages)
        {
            int size = (message.Body.Length + 7) & ~7;
            body.UInt16((int)message.Kind).UInt16(size).Zeros(4).Bytes(message.Body).Align8();
            count++;
        }

        var header = new MetadataBytes(16 + body.Count);
        header.UInt8(1).UInt8(0).UInt16(count).UInt32(1).UInt32(body.Count).Zeros(4).Bytes(body.ToArray());
        return file.Append(header.ToArray());
    }
}
