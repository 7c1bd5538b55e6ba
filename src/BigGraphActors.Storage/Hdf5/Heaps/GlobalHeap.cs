using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Heaps;

/// <summary>The file's heap of values of varying length, in collections; used for strings in attributes.</summary>
internal sealed class GlobalHeap(FileBytes file)
{
    private readonly Dictionary<long, Dictionary<int, ByteReader>> _collections = [];

    /// <summary>The bytes of one value.</summary>
    /// <param name="address">Its collection.</param>
    /// <param name="index">Its number in the collection, from 1.</param>
    public ByteReader Find(long address, int index)
    {
        if (!_collections.TryGetValue(address, out Dictionary<int, ByteReader>? values))
        {
            values = ReadCollection(address);
            _collections.Add(address, values);
        }

        return values.TryGetValue(index, out ByteReader? value)
            ? value.Restart()
            : throw file.Corrupt(address, $"value {index} in a global heap", $"{values.Count} others");
    }

    private Dictionary<int, ByteReader> ReadCollection(long address)
    {
        // The collection's prefix and each value's are alike in size, and padded when lengths are short.
        int prefixBytes = (8 + file.LengthSize + 7) & ~7;
        ByteReader prefix = file.Open(address, prefixBytes, "a global heap");
        prefix.Signature("GCOL");
        prefix.Version(1, 1);
        prefix.Skip(3);
        long size = prefix.Length();
        ByteReader collection = file.Open(address, size, "a global heap");
        collection.Skip(prefixBytes);

        var values = new Dictionary<int, ByteReader>();
        while (collection.Remaining >= prefixBytes)
        {
            int index = collection.UInt16();
            collection.Skip(2 + 4);
            long length = collection.Length();
            collection.Align8();
            if (index == 0)
            {
                break;
            }

            if (length > collection.Remaining)
            {
                throw collection.Corrupt($"a heap value of at most {collection.Remaining} bytes", $"{length}");
            }

            values[index] = collection.Slice((int)length, "a global heap's value");
            collection.Skip(Math.Min(-(int)length & 7, collection.Remaining));
        }

        return values;
    }
}
