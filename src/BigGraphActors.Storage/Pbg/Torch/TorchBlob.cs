using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>What <c>torch.save</c> wrote: a tree of values, with tensors read from the stream when asked for.</summary>
/// <remarks>
/// Reads the ZIP format (torch 1.6 and later) and the legacy format before it. The stream must be seekable, stays
/// the caller's and must live as long as tensors are read. PBG: <c>serialize_optim_state</c>.
/// </remarks>
internal sealed class TorchBlob
{
    /// <summary>The largest pickle that is read; a parameter of a model takes about 100 bytes of it.</summary>
    public const long MaxPickleBytes = 64L << 20;

    private const int BatchBytes = 1 << 18;

    private readonly Stream _stream;
    private readonly string _source;
    private readonly Dictionary<string, long> _storageOffsets;

    private TorchBlob(Stream stream, string source, object? root, Dictionary<string, long> storageOffsets)
    {
        _stream = stream;
        _source = source;
        Root = root;
        _storageOffsets = storageOffsets;
    }

    /// <summary>The saved object; for its kinds see <see cref="PickleMachine"/>.</summary>
    public object? Root { get; }

    /// <summary>Reads the tree, and where the storages lie.</summary>
    /// <param name="stream">Seekable; the blob is all of it.</param>
    /// <param name="source">What the blob is part of, for messages.</param>
    /// <exception cref="CorruptFileException">
    /// When it is neither format, is cut off, or holds foreign objects.
    /// </exception>
    public static TorchBlob Open(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[2];
        stream.Position = 0;
        int count = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        return count == 2 && start is [(byte)'P', (byte)'K'] ? OpenZip(stream, source) : OpenLegacy(stream, source);
    }

    /// <summary>Reads elements of a tensor as float32.</summary>
    /// <param name="tensor">A tensor of <see cref="Root"/>.</param>
    /// <param name="start">First element, row-major.</param>
    /// <param name="destination">Filled whole.</param>
    public void Read(TorchTensor tensor, long start, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, tensor.Count - start, nameof(destination));
        int elementBytes = tensor.Storage.ElementBytes;
        long offset = _storageOffsets[tensor.Storage.Key] + ((tensor.Offset + start) * elementBytes);
        byte[] batch = ArrayPool<byte>.Shared.Rent(BatchBytes);
        try
        {
            _stream.Position = offset;
            while (destination.Length > 0)
            {
                int count = Math.Min(destination.Length, BatchBytes / elementBytes);
                Span<byte> bytes = batch.AsSpan(0, count * elementBytes);
                if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                {
                    throw new CorruptFileException(_source, _stream.Position, "more elements of a tensor", "the end");
                }

                Convert(bytes, tensor.Storage.Type, destination[..count]);
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(batch);
        }
    }

    /// <summary>All elements of a tensor of at most 2^31 - 1 of them.</summary>
    public float[] ReadAll(TorchTensor tensor)
    {
        float[] values = new float[checked((int)tensor.Count)];
        Read(tensor, 0, values);
        return values;
    }

    private static TorchBlob OpenZip(Stream stream, string source)
    {
        Dictionary<string, ZipEntry> entries = ZipDirectory.Read(stream, source);
        string pickleName = entries.Keys.FirstOrDefault(name => name.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new CorruptFileException(source, -1, "an entry data.pkl", "none");
        if (entries.ContainsKey(pickleName[..^8] + "constants.pkl"))
        {
            throw new CorruptFileException(source, -1, "a saved state", "a TorchScript archive (constants.pkl)");
        }

        ZipEntry pickle = entries[pickleName];
        PickleInput input = new(stream, pickle.Offset, Bounded(pickle, source), source);
        Dictionary<string, TorchStorage> storages = [];
        object? root = PickleMachine.Load(input, id => Register(storages, id, input));
        Dictionary<string, long> offsets = [];
        foreach (TorchStorage storage in storages.Values)
        {
            string name = $"{pickleName[..^8]}data/{storage.Key}";
            if (!entries.TryGetValue(name, out ZipEntry? entry)
                || entry.Length / storage.ElementBytes < storage.Count)
            {
                throw new CorruptFileException(source, entry?.Offset ?? 0,
                    $"entry {name} of {storage.Count} elements", entry is null ? "none" : $"{entry.Length} bytes");
            }

            offsets[storage.Key] = entry.Offset;
        }

        return new(stream, source, root, offsets);
    }

    private static long Bounded(ZipEntry pickle, string source) => pickle.Length <= MaxPickleBytes
        ? pickle.Length
        : throw new CorruptFileException(
            source, pickle.Offset, $"a pickle of at most {MaxPickleBytes} bytes", $"{pickle.Length}");

    private static TorchBlob OpenLegacy(Stream stream, string source)
    {
        PickleInput input = new(stream, 0, stream.Length, source);
        Dictionary<string, TorchStorage> storages = [];
        object? root = LegacyHeader.ReadObject(input, id => Register(storages, id, input));
        return new(stream, source, root, LegacyHeader.ReadStorages(input, storages));
    }

    private static TorchStorage Register(Dictionary<string, TorchStorage> storages, object?[] id, PickleInput input)
    {
        TorchStorage storage = TorchStorage.FromPersistentId(id, input);
        if (!storages.TryGetValue(storage.Key, out TorchStorage? known))
        {
            storages[storage.Key] = known = storage;
        }

        return known == storage ? known : throw input.Corrupt($"{known} again", $"{storage}");
    }

    private static void Convert(ReadOnlySpan<byte> bytes, TorchScalarType type, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = type switch
            {
                TorchScalarType.Single => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                TorchScalarType.Half => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                TorchScalarType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
                TorchScalarType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
                _ => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
            };
        }
    }
}

/// <summary>The frame of files by torch before 1.6: five pickles in a row, then the storages.</summary>
/// <remarks>
/// The pickles are: a magic number, the protocol, the machine's sizes, the object, the storages' keys.
/// </remarks>
internal static class LegacyHeader
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic =
        BigInteger.Parse("119547037146038801333356", CultureInfo.InvariantCulture);

    /// <summary>Reads the first four pickles and returns the fourth.</summary>
    /// <exception cref="CorruptFileException">When the magic number, protocol or byte order is another.</exception>
    public static object? ReadObject(PickleInput input, Func<object?[], object> persistent)
    {
        if (!Magic.Equals(PickleMachine.Load(input, Refuse)))
        {
            throw input.Corrupt("a torch.save stream (ZIP, or the magic number of the legacy format)", "neither");
        }

        object? protocol = PickleMachine.Load(input, Refuse);
        if (protocol is not Protocol)
        {
            throw input.Corrupt($"protocol {Protocol}", $"{protocol ?? "None"}");
        }

        if (PickleMachine.Load(input, Refuse) is not PickleDictionary machine
            || machine.Find("little_endian") is not true)
        {
            throw input.Corrupt("a little-endian writer", "another");
        }

        return PickleMachine.Load(input, persistent);

        object Refuse(object?[] id) => throw input.Corrupt("no persistent id before the object", "one");
    }

    /// <summary>Reads the list of keys and finds where each storage's elements begin.</summary>
    /// <param name="input">Right behind the object.</param>
    /// <param name="storages">The storages that the object uses.</param>
    public static Dictionary<string, long> ReadStorages(PickleInput input, Dictionary<string, TorchStorage> storages)
    {
        if (PickleMachine.Load(input, _ => new object()) is not List<object?> keys || keys.Count != storages.Count)
        {
            throw input.Corrupt($"a list of {storages.Count} storage keys", "something else");
        }

        Dictionary<string, long> offsets = [];
        long position = input.Position;
        foreach (object? key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out TorchStorage? storage)
                || !offsets.TryAdd(name, position + sizeof(long)))
            {
                throw input.Corrupt("the key of a storage that the object uses, once", $"{key ?? "None"}");
            }

            long count = input.ReadCountAt(position);
            long left = input.End - position - sizeof(long);
            if (count != storage.Count || count > left / storage.ElementBytes)
            {
                throw input.Corrupt($"{storage.Count} elements of storage {name}", $"{count}, with {left} bytes left");
            }

            position += sizeof(long) + (count * storage.ElementBytes);
        }

        return offsets;
    }
}
