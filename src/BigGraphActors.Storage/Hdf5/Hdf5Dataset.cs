using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.Filters;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>An array of an open file, read in parts of any size.</summary>
/// <remarks>
/// Elements are counted in row-major order over the whole array. Where the array is contiguous and its type is the one
/// asked for, bytes go from the file into the caller's memory, and several threads may read at once. Everything else
/// goes through the library, one thread at a time for each open file; a chunked array keeps its last chunks in memory.
/// </remarks>
public sealed class Hdf5Dataset : Hdf5Object
{
    private const int BufferBytes = 64 << 10;
    private const int ChunkedBufferBytes = 1 << 20;
    private const int MostBytesAtOnce = 1 << 30;

    // The library's own cache takes 1 MiB, so it would read a chunk of PBG's (50 MiB) again for each piece.
    private const int MostCachedBytes = 256 << 20;

    // Above 131,000 chunks the library reads wrong values from the index of an array that grows.
    private const long MostChunks = 100_000;

    // A file may claim this much for what it does not hold; deflate shrinks bytes to at least a 1032nd.
    private const long FreeBytes = 64 << 20;
    private const int MostDeflation = 1032;

    private readonly NativeDataset _dataset;
    private readonly Lazy<Storage> _storage;

    internal Hdf5Dataset(Hdf5File file, NativeDataset dataset, string path)
        : base(file, dataset, path)
    {
        _dataset = dataset;
        Shape = ShapeOf(dataset.Space);
        ElementCount = Shape.Aggregate(1L, (product, extent) => checked(product * extent));
        ElementType = PureHdfInside.TypeOf(dataset);
        _storage = new Lazy<Storage>(() => File.Guard(Values, Open));
    }

    /// <summary>Extents, slowest first; empty for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Product of the extents: 1 for a single value, 0 for an array without elements.</summary>
    public long ElementCount { get; }

    /// <summary>The stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    private string Values => $"values of dataset '{Path}'";

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
        while (!destination.IsEmpty)
        {
            Span<byte> piece = destination[..Math.Min(Math.Max(1, MostBytesAtOnce / size) * size, destination.Length)];
            Read(start, piece);
            start += piece.Length / size;
            destination = destination[piece.Length..];
        }
    }

    /// <summary>Extents of the library's dataspace; empty for a single value.</summary>
    internal static long[] ShapeOf(IH5Dataspace space) =>
        space.Type == H5DataspaceType.Null ? [0] : [.. space.Dimensions.Select(extent => checked((long)extent))];

    /// <summary>Refuses a shape that the file is too short for, before its reader takes memory for it.</summary>
    /// <remarks>For files of PBG, which write every element; other arrays may be sparse and longer than their file.
    /// </remarks>
    /// <exception cref="CorruptFileException">When the file cannot hold what the shape claims.</exception>
    internal void RequireStored()
    {
        long most = Math.Max(FreeBytes, File.Length * _storage.Value.MostGrowth);
        if (ElementCount > most / ElementType.SizeBytes)
        {
            throw File.Corrupt(
                $"values for shape [{string.Join(" x ", Shape)}] of dataset '{Path}'",
                $"a file of {File.Length} bytes, which cannot hold them");
        }
    }

    private void ReadNumbers<T>(long start, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        RequireInside(start, destination.Length);
        if (!ElementConverter.CanConvert(ElementType))
        {
            throw File.Corrupt($"numbers in dataset '{Path}'", $"elements of class {ElementType.Class}");
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

    // One call of the library, and of the system, moves less than 2 GiB.
    private void ReadSame<T>(long start, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int most = MostBytesAtOnce / Unsafe.SizeOf<T>();
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(most, destination.Length)];
            Read(start, MemoryMarshal.AsBytes(piece));
            start += piece.Length;
            destination = destination[piece.Length..];
        }
    }

    private void ReadConverted<T>(long start, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        if (destination.IsEmpty)
        {
            return;
        }

        int size = ElementType.SizeBytes;
        int preferred = _storage.Value.Cache is null ? BufferBytes : ChunkedBufferBytes;
        int most = Math.Min(preferred / size, destination.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(most * size);
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(most, destination.Length)];
            Span<byte> stored = buffer.AsSpan(0, piece.Length * size);
            Read(start, stored);
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

    private void Read(long start, Span<byte> destination)
    {
        Storage storage = _storage.Value;
        if (storage.Address >= 0)
        {
            File.ReadAt(storage.Address + (start * ElementType.SizeBytes), destination, $"dataset '{Path}'");
        }
        else if (storage.Places is not null)
        {
            ReadPlainChunks(storage, storage.Places, start, destination);
        }
        else
        {
            ReadByLibrary(storage, start, destination);
        }
    }

    private void ReadPlainChunks(Storage storage, long[] places, long start, Span<byte> destination)
    {
        int size = ElementType.SizeBytes;
        while (!destination.IsEmpty)
        {
            (long index, long within) = Math.DivRem(start, storage.ChunkElements);
            int count = (int)Math.Min(destination.Length / size, storage.ChunkElements - within);
            Span<byte> piece = destination[..(count * size)];
            long place = places[index];
            if (place == 0)
            {
                // The library reads a chunk as a whole; it shows where, and the part that is wanted is read there.
                H5DatasetAccess uncached = new(ChunkCache: new SimpleReadingChunkCache(0, 0));
                byte[] one = new byte[size];
                place = File.PlaceOf(Values, () => _dataset.Read(uncached, one.AsSpan(), Range(start, 1)));
                places[index] = place;
            }

            if (place > 0)
            {
                File.ReadAt(place + (within * size), piece, $"dataset '{Path}'");
            }
            else
            {
                ReadByLibrary(storage, start, piece);
            }

            start += count;
            destination = destination[piece.Length..];
        }
    }

    private void ReadByLibrary(Storage storage, long start, Span<byte> destination)
    {
        H5DatasetAccess access = new(ChunkCache: storage.Cache);
        Selection range = Range(start, destination.Length / ElementType.SizeBytes);
        File.Guard(Values, span => _dataset.Read(access, span, range), destination);
    }

    private Selection Range(long start, long count) => Shape.Count == 0
        ? new AllSelection()
        : new DelegateSelection((ulong)count, _ => Steps(start, count));

    private Storage Open()
    {
        if (PureHdfInside.HasExternalFiles(_dataset))
        {
            throw File.Unsupported($"the {Values} in this file", "values in other files");
        }

        return _dataset.Layout.Class switch
        {
            H5DataLayoutClass.Compact => new(),
            H5DataLayoutClass.Contiguous => OpenContiguous(),
            H5DataLayoutClass.Chunked => OpenChunked(),
            _ => throw File.Unsupported($"compact, contiguous or chunked {Values}", "virtual storage"),
        };
    }

    private Storage OpenContiguous()
    {
        ulong address = PureHdfInside.AddressOfValues(_dataset);
        if (address == ulong.MaxValue)
        {
            return new();
        }

        ulong end = checked(address + ((ulong)ElementCount * (ulong)ElementType.SizeBytes));
        return end <= (ulong)File.Length
            ? new() { Address = (long)address }
            : throw File.Corrupt(
                $"a file of {end} bytes for dataset '{Path}'", "its end (is it truncated?)", offset: File.Length);
    }

    private Storage OpenChunked()
    {
        ushort[] filters = [.. PureHdfInside.FiltersOf(_dataset)];
        if (ChunkFilters.FirstUnknown(filters) is { } unknown)
        {
            throw File.Unsupported($"deflate, shuffle, fletcher32 or scale-offset for the {Values}", unknown);
        }

        // The library undoes scale-offset of floats wrongly, and says nothing.
        bool isWhole = ElementType is { Class: Hdf5ElementClass.Integer, IsBigEndian: false };
        if (filters.Contains(ScaleOffsetFilter.Id) && !isWhole)
        {
            throw File.Unsupported($"little-endian whole numbers in the {Values}", "filter scale-offset for others");
        }

        bool isFiltered = filters.Length > 0;
        int growth = isFiltered ? MostDeflation : 1;
        long[] chunk = [.. _dataset.Layout.Chunks.Select(extent => checked((long)extent))];
        if (chunk.Length != Shape.Count || chunk.Contains(0))
        {
            throw File.Corrupt($"chunks of {Shape.Count} axes for dataset '{Path}'", $"[{string.Join(" x ", chunk)}]");
        }

        long bytes = chunk.Aggregate((long)ElementType.SizeBytes, (product, extent) => checked(product * extent));
        if (bytes > Math.Min(int.MaxValue / 2, Math.Max(FreeBytes, File.Length * growth)))
        {
            throw File.Corrupt($"chunks of dataset '{Path}' that the file can hold", $"chunks of {bytes} bytes");
        }

        long[] counts = [.. Shape.Select((extent, axis) => (extent + chunk[axis] - 1) / chunk[axis])];
        if (counts.Aggregate(1L, (product, count) => checked(product * count)) > MostChunks)
        {
            throw File.Unsupported(
                $"at most {MostChunks} chunks for the {Values}", $"an array of [{string.Join(" x ", counts)}] chunks");
        }

        RefuseGrowth(chunk, counts);
        // A range of the first axis meets all chunks across it, row by row.
        long band = Math.Max(1, counts.Skip(1).Aggregate(1L, (product, count) => product * count));
        return new()
        {
            Cache = new SimpleReadingChunkCache((int)band, MostCachedBytes),
            MostGrowth = growth,
            Places = chunk.Skip(1).SequenceEqual(Shape.Skip(1)) && !isFiltered ? new long[counts[0]] : null,
            ChunkElements = chunk[0] * Shape.Skip(1).Aggregate(1L, (product, extent) => product * extent),
        };
    }

    // Where an array may grow along a later axis, these indexes number chunks as if it had. The library numbers them by
    // the present shape, or fails.
    private void RefuseGrowth(long[] chunk, long[] counts)
    {
        ulong[] most = _dataset.Space.MaxDimensions;
        for (int axis = 1; axis < most.Length; axis++)
        {
            bool grows = most[axis] > (ulong)(counts[axis] * chunk[axis]);
            if (grows && PureHdfInside.ChunkIndexOf(_dataset) is "FixedArray" or "ExtensibleArray" or "Implicit")
            {
                string bound = most[axis] == ulong.MaxValue ? "without a bound" : $"to {most[axis]}";
                throw File.Unsupported(
                    $"{Values} that grow along the first axis only",
                    $"an array that may grow along axis {axis} {bound}");
            }
        }
    }

    private IEnumerable<Step> Steps(long start, long count)
    {
        while (count > 0)
        {
            ulong[] at = new ulong[Shape.Count];
            long rest = start;
            for (int axis = Shape.Count - 1; axis >= 0; axis--)
            {
                at[axis] = (ulong)(rest % Shape[axis]);
                rest /= Shape[axis];
            }

            long run = Math.Min(Shape[^1] - (long)at[^1], count);
            yield return new Step(at, (ulong)run);
            start += run;
            count -= run;
        }
    }

    /// <summary>Where the values are.</summary>
    private sealed record Storage
    {
        /// <summary>Where those of a contiguous array lie; -1 for others.</summary>
        public long Address { get; init; } = -1;

        /// <summary>Where chunks of whole rows without filters lie: 0 is not known, -1 not written.</summary>
        public long[]? Places { get; init; }

        /// <summary>Elements of such a chunk.</summary>
        public long ChunkElements { get; init; }

        /// <summary>The last chunks of a chunked array, decoded.</summary>
        public IReadingChunkCache? Cache { get; init; }

        /// <summary>Bytes of values that a byte of the file may stand for.</summary>
        public int MostGrowth { get; init; } = 1;
    }
}
