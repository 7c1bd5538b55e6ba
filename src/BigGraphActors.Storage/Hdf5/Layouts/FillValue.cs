using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>What elements read as that were never written: a value of the dataset, or zero.</summary>
internal sealed class FillValue
{
    private readonly byte[] _element;

    private FillValue(byte[] element) => _element = element;

    /// <summary>Finds the dataset's value in its newer or older message.</summary>
    public static FillValue Read(ObjectHeader header, int elementBytes)
    {
        byte[] value = header.Find(MessageKind.FillValue) is { } message ? ReadMessage(message)
            : header.Find(MessageKind.OldFillValue) is { } old ? ReadValue(old)
            : [];
        if (value.Length != 0 && value.Length != elementBytes)
        {
            throw header.File.Corrupt(header.Address, $"a fill value of {elementBytes} bytes", $"{value.Length} bytes");
        }

        return new FillValue(value.AsSpan().ContainsAnyExcept((byte)0) ? value : []);
    }

    /// <summary>Fills a span with whole elements, the first of which may be cut at the front.</summary>
    public void Fill(long start, Span<byte> destination)
    {
        if (_element.Length == 0)
        {
            destination.Clear();
            return;
        }

        int phase = (int)(start % _element.Length);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = _element[phase];
            phase = phase + 1 == _element.Length ? 0 : phase + 1;
        }
    }

    private static byte[] ReadMessage(ByteReader message)
    {
        byte version = message.Version(1, 3);
        if (version == 3)
        {
            return (message.UInt8() & 0x20) != 0 ? ReadValue(message) : [];
        }

        message.Skip(2);
        bool defined = message.UInt8() != 0;
        return version == 1 || defined ? ReadValue(message) : [];
    }

    private static byte[] ReadValue(ByteReader message)
    {
        long size = message.UInt32();
        return size <= message.Remaining
            ? message.Bytes((int)size).ToArray()
            : throw message.Corrupt($"a fill value of at most {message.Remaining} bytes", $"{size}");
    }
}
