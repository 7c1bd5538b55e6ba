using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Heaps;

/// <summary>The names of an old-style group's members, found by their offset.</summary>
internal sealed class LocalHeap
{
    private readonly byte[] _segment;
    private readonly FileBytes _file;
    private readonly long _address;

    public LocalHeap(FileBytes file, long address)
    {
        _file = file;
        ByteReader header = file.Open(address, 8 + (2 * file.LengthSize) + file.OffsetSize, "a local heap");
        header.Signature("HEAP");
        header.Version(0, 0);
        header.Skip(3);
        long size = header.Length();
        header.Length();
        _address = header.Pointer();
        _segment = size == 0 ? [] : file.Open(_address, size, "a local heap's names").Bytes((int)size).ToArray();
    }

    /// <summary>The name at an offset of the heap's segment.</summary>
    public string NameAt(long offset)
    {
        if (offset >= _segment.Length)
        {
            throw _file.Corrupt(_address, $"a name in a heap of {_segment.Length} bytes", $"its offset {offset}");
        }

        var name = new ByteReader(_file, _segment, _address, "a local heap's names");
        name.Skip((int)offset);
        return name.ZeroTerminatedText();
    }
}
