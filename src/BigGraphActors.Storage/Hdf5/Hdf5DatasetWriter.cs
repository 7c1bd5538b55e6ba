using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.Selections;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>An array of a file being written.</summary>
/// <remarks>
/// Small pieces are gathered into one write; several arrays of a file may be filled by turns. The library lays out the
/// array and writes one element of it, which shows its place; all others go to disk beside the library.
/// </remarks>
public sealed class Hdf5DatasetWriter : Hdf5ObjectWriter
{
    private const int BufferBytes = 64 << 10;
    private const int MostBytesAtOnce = 1 << 30;

    private readonly Type _elements;
    private readonly Action<H5NativeWriter> _touch;
    private readonly long _totalBytes;
    private byte[]? _buffer;
    private int _buffered;
    private long _appendedBytes;
    private long _address = -1;
    private bool _isPlaced;

    internal Hdf5DatasetWriter(Hdf5Writer file, string path, Hdf5ElementType type, ReadOnlySpan<long> shape)
        : this(file, path, type, shape.ToArray(), Declare(type, shape))
    {
    }

    private Hdf5DatasetWriter(
        Hdf5Writer file, string path, Hdf5ElementType type, long[] shape, Declaration declaration)
        : base(file, declaration.Dataset, path)
    {
        ElementType = type;
        (_elements, Declared, _touch) = declaration;
        ElementCount = shape.Aggregate(1L, (product, extent) => checked(product * extent));
        _totalBytes = checked(ElementCount * type.SizeBytes);
    }

    /// <summary>The stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>Product of the extents.</summary>
    public long ElementCount { get; }

    /// <summary>Elements that <see cref="Append{T}"/> has taken so far.</summary>
    public long AppendedCount => _appendedBytes / ElementType.SizeBytes;

    internal H5Dataset Declared { get; }

    /// <summary>Adds the next elements, in row-major order.</summary>
    /// <typeparam name="T">
    /// The .NET type of <see cref="ElementType"/>; <c>byte</c> for opaque elements of one byte.
    /// </typeparam>
    /// <param name="values">Free to change as soon as the call returns.</param>
    /// <exception cref="ArgumentException">
    /// When the type is not the dataset's, or more come than its shape holds.
    /// </exception>
    /// <exception cref="IOException">When the disk is full or fails; the message names the file.</exception>
    public void Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireType<T>();
        RequireRoom(AppendedCount, values.Length);
        while (!values.IsEmpty)
        {
            ReadOnlySpan<T> piece = values[..Math.Min(values.Length, MostBytesAtOnce / Unsafe.SizeOf<T>())];
            AppendBytes(MemoryMarshal.AsBytes(piece));
            values = values[piece.Length..];
        }
    }

    /// <summary>
    /// Writes elements at a place; the rest may be written in any order, and what never is stays zero.
    /// </summary>
    /// <typeparam name="T">
    /// The .NET type of <see cref="ElementType"/>; <c>byte</c> for opaque elements of one byte.
    /// </typeparam>
    /// <param name="start">First element, counted over the whole array.</param>
    /// <param name="values">Free to change as soon as the call returns.</param>
    /// <exception cref="ArgumentException">
    /// When the type is not the dataset's, or the range leaves its shape.
    /// </exception>
    /// <exception cref="IOException">When the disk is full or fails; the message names the file.</exception>
    public void Write<T>(long start, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireType<T>();
        RequireRoom(start, values.Length);
        _isPlaced = true;
        int size = Unsafe.SizeOf<T>();
        while (!values.IsEmpty)
        {
            ReadOnlySpan<T> piece = values[..Math.Min(values.Length, MostBytesAtOnce / size)];
            File.Stream.WriteAt(Place() + (start * size), MemoryMarshal.AsBytes(piece));
            start += piece.Length;
            values = values[piece.Length..];
        }
    }

    internal void RequireComplete()
    {
        if (_appendedBytes != _totalBytes && !_isPlaced)
        {
            throw new InvalidOperationException(
                $"dataset '{Path}' needs {ElementCount} elements and got {AppendedCount}");
        }
    }

    /// <summary>Hands gathered bytes to the system.</summary>
    internal void Flush()
    {
        if (_buffered > 0)
        {
            File.Stream.WriteAt(Place() + _appendedBytes - _buffered, _buffer.AsSpan(0, _buffered));
            _buffered = 0;
        }

        _buffer = null;
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        if (_buffered + bytes.Length > BufferBytes)
        {
            Flush();
        }

        if (bytes.Length >= BufferBytes)
        {
            File.Stream.WriteAt(Place() + _appendedBytes, bytes);
        }
        else
        {
            _buffer ??= new byte[Math.Min(BufferBytes, _totalBytes - _appendedBytes)];
            bytes.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += bytes.Length;
        }

        _appendedBytes += bytes.Length;
    }

    private long Place()
    {
        if (_address < 0)
        {
            File.Guard(_touch);
            _address = File.Stream.WrittenAt;
        }

        return _address;
    }

    private void RequireType<T>()
        where T : unmanaged
    {
        if (typeof(T) != _elements)
        {
            throw new ArgumentException(
                $"dataset '{Path}' has elements of class {ElementType.Class} and {ElementType.SizeBytes} bytes, "
                + $"not {typeof(T).Name}");
        }
    }

    private void RequireRoom(long start, int count)
    {
        if (start < 0 || count > ElementCount - start)
        {
            throw new ArgumentException(
                $"elements [{start}, +{count}) are outside the {ElementCount} of dataset '{Path}'");
        }
    }

    private static Declaration Declare(Hdf5ElementType type, ReadOnlySpan<long> shape)
    {
        ulong[] extents = new ulong[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[axis], nameof(shape));
            extents[axis] = (ulong)shape[axis];
        }

        return type switch
        {
            _ when type == Hdf5ElementType.Float32 => Declare<float>(extents),
            _ when type == Hdf5ElementType.Float64 => Declare<double>(extents),
            _ when type == Hdf5ElementType.Int32 => Declare<int>(extents),
            _ when type == Hdf5ElementType.Int64 => Declare<long>(extents),
            _ when type == Hdf5ElementType.UInt8 => Declare<byte>(extents),
            _ when type == Hdf5ElementType.Opaque8 => Declare<byte>(extents, new H5OpaqueInfo(1, "")),
            _ => throw new ArgumentException($"elements of {type} are not written", nameof(type)),
        };
    }

    private static Declaration Declare<T>(ulong[] extents, H5OpaqueInfo? opaque = null)
        where T : unmanaged
    {
        H5Dataset<T[]> dataset = new(fileDims: extents, opaqueInfo: opaque);
        Selection first = extents.Length == 0
            ? new AllSelection()
            : new DelegateSelection(1, _ => [new Step(new ulong[extents.Length], 1)]);
        return new(typeof(T), dataset, library => library.Write(dataset, new T[1], fileSelection: first));
    }

    /// <param name="Elements">The .NET type of an element.</param>
    /// <param name="Dataset">What the library writes the header of.</param>
    /// <param name="Touch">Writes the first element.</param>
    private sealed record Declaration(Type Elements, H5Dataset Dataset, Action<H5NativeWriter> Touch);
}
