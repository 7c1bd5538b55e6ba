using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Writing;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>An array of a file being written; its place in the file is reserved when it is created.</summary>
/// <remarks>Small pieces are gathered into one write; several arrays of a file may be filled by turns.</remarks>
public sealed class Hdf5DatasetWriter : Hdf5ObjectWriter
{
    private const int BufferBytes = 64 << 10;
    private const int MostBytesAtOnce = 1 << 30;

    private readonly long[] _shape;
    private readonly long _address;
    private readonly long _totalBytes;
    private byte[]? _buffer;
    private int _buffered;
    private long _appendedBytes;
    private bool _isPlaced;

    internal Hdf5DatasetWriter(
        FileAppender file, GlobalHeapWriter heap, string path, Hdf5ElementType type, ReadOnlySpan<long> shape)
        : base(file, heap, path)
    {
        ElementTypeEncoding.RequireWritable(type);
        ElementType = type;
        _shape = shape.ToArray();
        long count = 1;
        foreach (long extent in _shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            count = checked(count * extent);
        }

        ElementCount = count;
        _totalBytes = checked(count * type.SizeBytes);
        _address = _totalBytes == 0 ? -1 : file.Reserve(_totalBytes);
    }

    /// <summary>The stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>Product of the extents.</summary>
    public long ElementCount { get; }

    /// <summary>Elements that <see cref="Append{T}"/> has taken so far.</summary>
    public long AppendedCount => _appendedBytes / ElementType.SizeBytes;

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
            File.WriteAt(_address + (start * size), MemoryMarshal.AsBytes(piece));
            start += piece.Length;
            values = values[piece.Length..];
        }
    }

    internal long WriteHeader()
    {
        FlushBuffer();
        if (_appendedBytes < _totalBytes && !_isPlaced)
        {
            throw new InvalidOperationException(
                $"dataset '{Path}' needs {ElementCount} elements and got {AppendedCount}");
        }

        HeaderMessageBytes[] messages =
        [
            new(MessageKind.Shape, DataspaceEncoding.Simple(_shape)),
            new(MessageKind.ElementType, ElementTypeEncoding.Encode(ElementType)),
            new(MessageKind.FillValue, LayoutEncoding.NoFillValue()),
            new(MessageKind.Layout, LayoutEncoding.Contiguous(_address, _totalBytes)),
            .. AttributeMessages(),
        ];
        return ObjectHeaderWriter.Write(File, messages);
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        if (_buffered + bytes.Length > BufferBytes)
        {
            FlushBuffer();
        }

        bool isLast = _appendedBytes + bytes.Length == _totalBytes;
        if (bytes.Length >= BufferBytes || (isLast && _buffered == 0))
        {
            File.WriteAt(_address + _appendedBytes, bytes);
            _appendedBytes += bytes.Length;
            return;
        }

        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferBytes);
        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
        _appendedBytes += bytes.Length;
        if (isLast)
        {
            FlushBuffer();
        }
    }

    // Called when the buffer is full and when the array is, so that thousands of arrays do not keep one each.
    private void FlushBuffer()
    {
        if (_buffer is null)
        {
            return;
        }

        File.WriteAt(_address + _appendedBytes - _buffered, _buffer.AsSpan(0, _buffered));
        _buffered = 0;
        if (_appendedBytes == _totalBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    private void RequireType<T>()
        where T : unmanaged
    {
        if (!ElementTypeEncoding.IsStoredAs<T>(ElementType))
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
}
