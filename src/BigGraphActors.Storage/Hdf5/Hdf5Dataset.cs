using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BigGraphActors.Storage.Hdf5.Conversion;
using BigGraphActors.Storage.Hdf5.Headers;
using BigGraphActors.Storage.Hdf5.Heaps;
using BigGraphActors.Storage.Hdf5.Layouts;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>An array of an open file, read in parts of any size.</summary>
/// <remarks>
/// Elements are counted in row-major order over the whole array. A read converts from the stored type; where the
/// stored type is the one asked for and the array is contiguous, bytes go from the file into the caller's memory
/// without a copy in between. Chunked arrays may be read by one thread at a time.
/// </remarks>
public sealed class Hdf5Dataset : Hdf5Object
{
    private const int BufferBytes = 64 << 10;

    // Spans of bytes end at 2^31 - 1; this is a whole number of elements of every size up to 8.
    private const int MostBytesAtOnce = 1 << 30;

    private readonly Dataspace _space;
    private readonly Lazy<IArrayStorage> _storage;

    internal Hdf5Dataset(ObjectHeader header, string path, GlobalHeap heap)
        : base(header, path, heap)
    {
        _space = Dataspace.Read(header.Require(MessageKind.Shape));
        ElementType = ElementTypeMessage.Read(header.Require(MessageKind.ElementType));
        _storage = new Lazy<IArrayStorage>(
            () => StorageReader.Open(header, _space, ElementType.SizeBytes), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Extents, slowest first; empty for a single value.</summary>
    public IReadOnlyList<long> Shape => _space.Shape;

    /// <summary>Product of the extents: 1 for a single value, 0 for an array without elements.</summary>
    public long ElementCount => _space.ElementCount;

    /// <summary>The stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>
    /// Reads numbers as int64. Floats are cut toward zero; what does not fit becomes the nearest int64; NaN becomes
    /// 0.
    /// </summary>
    /// <param name="start">First element, counted over the whole array.</param>
    /// <param name="destination">Filled from its first to its last element.</param>
    /// <exception cref="ArgumentOutOfRangeException">When the range leaves the array.</exception>
    /// <exception cref="CorruptFileException">When elements are no numbers, or their bytes cannot be had.</exception>
    public void ReadInt64(long start, Span<long> destination) => ReadNumbers(start, destination);

    /// <summary>
    /// Reads numbers as int32, as <see cref="ReadInt64"/> does; what does not fit becomes the nearest int32.
    /// </summary>
    /// <param name="start">First element, counted over the whole array.</param>
    /// <param name="destination">Filled from its first to its last element.</param>
    /// <exception cref="ArgumentOutOfRangeException">When the range leaves the array.</exception>
    /// <exception cref="CorruptFileException">When elements are no numbers, or their bytes cannot be had.</exception>
    public void ReadInt32(long start, Span<int> destination) => ReadNumbers(start, destination);

    /// <summary>Reads numbers as float32, each the nearest to the stored one.</summary>
    /// <param name="start">First element, counted over the whole array.</param>
    /// <param name="destination">Filled from its first to its last element.</param>
    /// <exception cref="ArgumentOutOfRangeException">When the range leaves the array.</exception>
    /// <exception cref="CorruptFileException">When elements are no numbers, or their bytes cannot be had.</exception>
    public void ReadSingle(long start, Span<float> destination) => ReadNumbers(start, destination);

    /// <summary>Reads numbers as float64, each the nearest to the stored one.</summary>
    /// <param name="start">First element, counted over the whole array.</param>
    /// <param name="destination">Filled from its first to its last element.</param>
    /// <exception cref="ArgumentOutOfRangeException">When the range leaves the array.</exception>
    /// <exception cref="CorruptFileException">When elements are no numbers, or their bytes cannot be had.</exception>
    public void ReadDouble(long start, Span<double> destination) => ReadNumbers(start, destination);

    /// <summary>
    /// Reads stored bytes as they are: opaque blobs, fixed strings, or numbers in the file's own order.
    /// </summary>
    /// <param name="start">First element (not byte), counted over the whole array.</param>
    /// <param name="destination">A whole number of elements long.</param>
    /// <exception cref="ArgumentException">When the span is no whole number of elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">When the range leaves the array.</exception>
    /// <exception cref="CorruptFileException">When the bytes cannot be had.</exception>
    public void ReadBytes(long start, Span<byte> destination)
    {
        int size = ElementType.SizeBytes;
        if (destination.Length % size != 0)
        {
            throw new ArgumentException(
                $"{destination.Length} bytes are no whole number of elements of {size} bytes", nameof(destination));
        }

        RequireInside(start, destination.Length / size);
        if (!destination.IsEmpty)
        {
            _storage.Value.Read(start * size, destination);
        }
    }

    private void ReadNumbers<T>(long start, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        RequireInside(start, destination.Length);
        if (!ElementConverter.CanConvert(ElementType))
        {
            throw Header.File.Corrupt(
                Header.Address, $"numbers in dataset '{Path}'", $"elements of class {ElementType.Class}");
        }

        if (ElementConverter.IsSame<T>(ElementType))
        {
            ReadSame(start, destination);
        }
        else
        {
            ReadConverted(start, destination);
        }
    }

    private void ReadSame<T>(long start, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int size = Unsafe.SizeOf<T>();
        int most = MostBytesAtOnce / size;
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(most, destination.Length)];
            _storage.Value.Read(start * size, MemoryMarshal.AsBytes(piece));
            start += piece.Length;
            destination = destination[piece.Length..];
        }
    }

    private void ReadConverted<T>(long start, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int size = ElementType.SizeBytes;
        long preferred = Math.Max(BufferBytes, destination.IsEmpty ? 0 : _storage.Value.PreferredReadBytes);
        int most = (int)Math.Min(preferred / size, destination.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(most * size);
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(most, destination.Length)];
            Span<byte> stored = buffer.AsSpan(0, piece.Length * size);
            _storage.Value.Read(start * size, stored);
            ElementConverter.Convert(ElementType, stored, piece);
            start += piece.Length;
            destination = destination[piece.Length..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void RequireInside(long start, long count)
    {
        if (start < 0 || count > ElementCount - start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"elements [{start}, +{count}) are outside the {ElementCount} of dataset '{Path}'");
        }
    }
}
