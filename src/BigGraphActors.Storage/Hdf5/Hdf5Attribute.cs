using System.Text;
using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Conversion;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Heaps;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A small named value on a group or dataset.</summary>
public sealed class Hdf5Attribute
{
    private readonly ByteReader _value;
    private readonly Dataspace _space;
    private readonly GlobalHeap _heap;

    internal Hdf5Attribute(string name, Hdf5ElementType type, Dataspace space, ByteReader value, GlobalHeap heap)
    {
        Name = name;
        ElementType = type;
        _space = space;
        _value = value;
        _heap = heap;
    }

    /// <summary>Its name, slashes and all.</summary>
    public string Name { get; }

    /// <summary>Its stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>Its extents; empty for a single value.</summary>
    public IReadOnlyList<long> Shape => _space.Shape;

    /// <summary>A single number as int64, converted as <see cref="Hdf5Dataset.ReadInt64"/> does.</summary>
    /// <exception cref="CorruptFileException">When it is no number, or not exactly one.</exception>
    public long ReadInt64() => ReadNumber<long>();

    /// <summary>A single number as double.</summary>
    /// <exception cref="CorruptFileException">When it is no number, or not exactly one.</exception>
    public double ReadDouble() => ReadNumber<double>();

    /// <summary>
    /// A single text of fixed or varying length; bytes that are no UTF-8 become replacement characters.
    /// </summary>
    /// <exception cref="CorruptFileException">When it is no text, or not exactly one.</exception>
    public string ReadString()
    {
        RequireOne();
        ByteReader value = _value.Restart();
        return ElementType.Class switch
        {
            Hdf5ElementClass.FixedString => value.Text(ElementType.SizeBytes).TrimEnd(' '),
            Hdf5ElementClass.VariableString => ReadVariable(value),
            _ => throw value.Corrupt($"text in attribute '{Name}'", $"a value of class {ElementType.Class}"),
        };
    }

    /// <summary>The stored bytes, unconverted.</summary>
    public byte[] ReadBytes()
    {
        ByteReader value = _value.Restart();
        return value.Bytes(value.Remaining).ToArray();
    }

    private T ReadNumber<T>()
        where T : unmanaged, System.Numerics.INumber<T>
    {
        RequireOne();
        if (!ElementConverter.CanConvert(ElementType))
        {
            throw _value.Corrupt($"a number in attribute '{Name}'", $"a value of class {ElementType.Class}");
        }

        Span<T> number = stackalloc T[1];
        ElementConverter.Convert(ElementType, ReadBytes().AsSpan(), number);
        return number[0];
    }

    private string ReadVariable(ByteReader value)
    {
        uint length = value.UInt32();
        long collection = value.Pointer();
        uint index = value.UInt32();
        if (length == 0)
        {
            return string.Empty;
        }

        ByteReader text = _heap.Find(collection, (int)index);
        return length <= text.Remaining
            ? Encoding.UTF8.GetString(text.Bytes((int)length)).TrimEnd('\0')
            : throw text.Corrupt($"a text of {length} bytes for attribute '{Name}'", $"{text.Remaining}");
    }

    private void RequireOne()
    {
        if (_space.ElementCount != 1)
        {
            throw _value.Corrupt($"one value in attribute '{Name}'", $"{_space.ElementCount}");
        }
    }
}
