using System.Numerics;
using PureHDF.VOL.Native;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A small named value on a group or dataset.</summary>
public sealed class Hdf5Attribute
{
    private readonly Hdf5File _file;
    private readonly NativeAttribute _attribute;

    internal Hdf5Attribute(Hdf5File file, NativeAttribute attribute)
    {
        _file = file;
        _attribute = attribute;
        ElementType = PureHdfInside.TypeOf(attribute);
        Shape = Hdf5Dataset.ShapeOf(attribute.Space);
    }

    /// <summary>Its name, slashes and all.</summary>
    public string Name => _attribute.Name;

    /// <summary>Its stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>Its extents; empty for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

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
        if (ElementType.Class is not (Hdf5ElementClass.FixedString or Hdf5ElementClass.VariableString))
        {
            throw _file.Corrupt($"text in attribute '{Name}'", $"a value of class {ElementType.Class}");
        }

        // The library gives none for an empty text of varying length.
        string text = _file.Guard($"text in attribute '{Name}'", () => _attribute.Read<string>()) ?? string.Empty;
        return ElementType.Class == Hdf5ElementClass.FixedString ? text.TrimEnd('\0', ' ') : text.TrimEnd('\0');
    }

    /// <summary>The stored bytes, unconverted.</summary>
    public byte[] ReadBytes() => PureHdfInside.ValueOf(_attribute);

    private T ReadNumber<T>()
        where T : unmanaged, INumber<T>
    {
        RequireOne();
        if (!ElementConverter.CanConvert(ElementType))
        {
            throw _file.Corrupt($"a number in attribute '{Name}'", $"a value of class {ElementType.Class}");
        }

        byte[] stored = ReadBytes();
        if (stored.Length < ElementType.SizeBytes)
        {
            throw _file.Corrupt($"{ElementType.SizeBytes} bytes in attribute '{Name}'", $"{stored.Length}");
        }

        Span<T> number = stackalloc T[1];
        ElementConverter.Convert(ElementType, stored.AsSpan(0, ElementType.SizeBytes), number);
        return number[0];
    }

    private void RequireOne()
    {
        if (Shape.Any(extent => extent != 1))
        {
            throw _file.Corrupt($"one value in attribute '{Name}'", $"shape [{string.Join(" x ", Shape)}]");
        }
    }
}
