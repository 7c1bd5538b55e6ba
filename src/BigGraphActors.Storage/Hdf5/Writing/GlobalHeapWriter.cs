using System.Text;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Gathers texts into collections of the global heap; each is written when it is full.</summary>
internal sealed class GlobalHeapWriter(FileAppender file)
{
    // libhdf5's smallest collection; longer texts get one of their own size.
    private const int CollectionBytes = 4096;
    private const int PrefixBytes = 16;

    private readonly MetadataBytes _values = new(CollectionBytes);
    private long _address;
    private int _size;
    private int _count;

    /// <summary>Adds a text.</summary>
    public HeapReference Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int needed = PrefixBytes + ((bytes.Length + 7) & ~7);
        if (_size > 0 && PrefixBytes + _values.Count + needed > _size)
        {
            Close();
        }

        if (_size == 0)
        {
            _size = Math.Max(CollectionBytes, PrefixBytes + needed);
            _address = file.Reserve(_size);
        }

        _count++;
        _values.UInt16(_count).UInt16(0).UInt32(0).Int64(bytes.Length).Bytes(bytes).Align8();
        return new HeapReference(bytes.Length, _address, _count);
    }

    /// <summary>Writes the open collection, if there is one.</summary>
    public void Close()
    {
        if (_size == 0)
        {
            return;
        }

        var block = new MetadataBytes(_size);
        block.Text("GCOL").UInt8(1).Zeros(3).Int64(_size).Bytes(_values.ToArray());
        int free = _size - block.Count;
        if (free >= PrefixBytes)
        {
            // Number 0 is the free space; its size counts its own prefix.
            block.UInt16(0).UInt16(0).UInt32(0).Int64(free);
        }

        file.WriteAt(_address, block.PadTo(_size).ToArray());
        _values.Clear();
        _size = 0;
        _count = 0;
    }
}
