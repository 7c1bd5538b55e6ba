using System.Collections;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using PureHDF.Filters;
using PureHDF.VOL.Native;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>What PureHDF knows of an object and does not publish.</summary>
/// <remarks>
/// The library reads some things wrongly and says nothing: numbers that fill only some of their bits, floats that are
/// not IEEE, chunks of arrays that may grow along a later axis. It also follows links to other files, which must not
/// happen here. Its public types do not tell these cases apart, its internal ones do. The names belong to version
/// 2.2.0, which is pinned. With a version that lacks one, the first file that is opened fails.
/// </remarks>
internal static class PureHdfInside
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo> Known = new();

    /// <summary>The stored type of a dataset's elements.</summary>
    public static Hdf5ElementType TypeOf(NativeDataset dataset) => Describe(Get(dataset, "InternalDataType")!);

    /// <summary>The stored type of an attribute.</summary>
    public static Hdf5ElementType TypeOf(NativeAttribute attribute) => Describe(Get(attribute, "Message", "Datatype")!);

    /// <summary>The bytes of an attribute as they are stored.</summary>
    public static byte[] ValueOf(NativeAttribute attribute) =>
        ((Memory<byte>)Get(attribute, "Message", "InputData")!).ToArray();

    /// <summary>Where an object's header lies: one number for an object, by however many names it is reached.</summary>
    public static ulong AddressOf(NativeObject it) => (ulong)Get(it, "Header", "Address")!;

    /// <summary>Where a contiguous array lies; <see cref="ulong.MaxValue"/> when it was never written.</summary>
    public static ulong AddressOfValues(NativeDataset dataset)
    {
        object layout = Get(dataset, "InternalDataLayout")!;
        return layout.GetType().Name == "DataLayoutMessage12"
            ? (ulong)Get(layout, "Address")!
            : (ulong)Get(layout, "Properties", "Address")!;
    }

    /// <summary>Whether a dataset's values lie in other files.</summary>
    public static bool HasExternalFiles(NativeDataset dataset) => Get(dataset, "InternalExternalFileList") is not null;

    /// <summary>Filters of a dataset's chunks, in the order in which they were applied.</summary>
    public static IEnumerable<ushort> FiltersOf(NativeDataset dataset) =>
        Get(dataset, "InternalFilterPipeline") is { } pipeline
            ? ((IEnumerable)Get(pipeline, "FilterDescriptions")!).Cast<object>()
                .Select(filter => (ushort)Get(filter, "Identifier")!)
            : [];

    /// <summary>The index of a chunked dataset, such as <c>FixedArray</c>; <c>Tree</c> for that of old files.</summary>
    public static string ChunkIndexOf(NativeDataset dataset)
    {
        const string End = "IndexingInformation";
        object layout = Get(dataset, "InternalDataLayout")!;
        return layout.GetType().Name == "DataLayoutMessage4"
            ? Get(layout, "Properties", End)!.GetType().Name.Replace(End, string.Empty, StringComparison.Ordinal)
            : "Tree";
    }

    /// <summary>Links of a group that are kept as messages: kind (<c>Hard</c>, <c>Soft</c> …), name, target.</summary>
    /// <remarks>Groups with a symbol table have none of them; their links are hard or soft.</remarks>
    public static IEnumerable<(string Kind, string Name, string? Target)> LinksOf(NativeGroup group)
    {
        object[] messages = [.. ((IEnumerable)Get(group, "Header", "HeaderMessages")!).Cast<object>()
            .Select(message => Get(message, "Data")!)];
        IEnumerable<object> links = messages.Where(message => message.GetType().Name == "LinkMessage");
        object? dense = messages.FirstOrDefault(message => message.GetType().Name == "LinkInfoMessage");
        if (dense is not null && (ulong)Get(dense, "BTree2NameIndexAddress")! != ulong.MaxValue)
        {
            MethodInfo enumerate = typeof(NativeGroup).GetMethod("EnumerateLinkMessagesFromLinkInfoMessage", Any)!;
            links = ((IEnumerable)enumerate.Invoke(group, [dense])!).Cast<object>();
        }

        foreach (object link in links)
        {
            object target = Get(link, "LinkInfo")!;
            string kind = target.GetType().Name.Replace("LinkInfo", string.Empty, StringComparison.Ordinal);
            yield return (kind, (string)Get(link, "LinkName")!, kind == "Soft" ? (string)Get(target, "Value")! : null);
        }
    }

    private static Hdf5ElementType Describe(object type)
    {
        uint size = (uint)Get(type, "Size")!;
        if (size is 0 or > int.MaxValue)
        {
            throw new InvalidDataException($"elements of {size} bytes");
        }

        string kind = Get(type, "Class")!.ToString()!;
        object bits = Get(type, "BitField")!;
        object? form = ((Array)Get(type, "Properties")!).Cast<object>().FirstOrDefault();
        return kind switch
        {
            "FixedPoint" => Integer(Hdf5ElementClass.Integer, (int)size, bits, form!),
            "BitField" => Integer(Hdf5ElementClass.Bitfield, (int)size, bits, form!),
            "FloatingPoint" => Float((int)size, bits, form!),
            "String" => new(Hdf5ElementClass.FixedString, (int)size),
            "Opaque" => new(Hdf5ElementClass.Opaque, (int)size),
            "Enumerated" when Describe(Get(form!, "BaseType")!) is { Class: Hdf5ElementClass.Integer } names
                && names.SizeBytes == size => names with { Class = Hdf5ElementClass.Enumeration },
            "VariableLength" when Get(bits, "Type")!.ToString() == "String" =>
                new(Hdf5ElementClass.VariableString, (int)size),
            _ => new(Hdf5ElementClass.Other, (int)size) { IsConvertible = false },
        };
    }

    private static Hdf5ElementType Integer(Hdf5ElementClass kind, int size, object bits, object form)
    {
        int offset = (ushort)Get(form, "BitOffset")!;
        int count = (ushort)Get(form, "BitPrecision")!;
        if (count == 0 || offset + count > 8L * size)
        {
            throw new InvalidDataException($"{count} bits from bit {offset} in elements of {size} bytes");
        }

        bool isSigned = kind == Hdf5ElementClass.Integer && (bool)Get(bits, "IsSigned")!;
        return new(kind, size, isSigned, IsBigEndian(bits))
        {
            BitOffset = offset,
            BitCount = count,
            IsConvertible = size <= 8,
        };
    }

    private static Hdf5ElementType Float(int size, object bits, object form)
    {
        (int Exponent, int Mantissa) ieee = size switch
        {
            2 => (5, 10),
            4 => (8, 23),
            8 => (11, 52),
            _ => (0, 0),
        };
        bool isIeee = ieee.Exponent != 0
            && Get(bits, "ByteOrder")!.ToString() != "VaxEndian" && (byte)Get(bits, "SignLocation")! == (8 * size) - 1
            && (ushort)Get(form, "BitOffset")! == 0 && (ushort)Get(form, "BitPrecision")! == 8 * size
            && (byte)Get(form, "MantissaLocation")! == 0 && (byte)Get(form, "MantissaSize")! == ieee.Mantissa
            && (byte)Get(form, "ExponentLocation")! == ieee.Mantissa
            && (byte)Get(form, "ExponentSize")! == ieee.Exponent
            && (uint)Get(form, "ExponentBias")! == (1u << (ieee.Exponent - 1)) - 1;
        return new(Hdf5ElementClass.Float, size, IsSigned: true, IsBigEndian(bits)) { IsConvertible = isIeee };
    }

    private static bool IsBigEndian(object bits) => Get(bits, "ByteOrder")!.ToString() == "BigEndian";

    private static object? Get(object from, params ReadOnlySpan<string> names)
    {
        object? at = from;
        foreach (string name in names)
        {
            at = Known.GetOrAdd((at!.GetType(), name), static key =>
                key.Item1.GetProperty(key.Item2, Any)
                ?? throw new MissingMemberException($"PureHDF 2.2.0 has {key.Item1.Name}.{key.Item2}, this has not"))
                .GetValue(at);
        }

        return at;
    }
}

/// <summary>Filters that replace the library's own, which trust the file too far.</summary>
internal static class ChunkFilters
{
    private static readonly Dictionary<ushort, string> Named = new()
    {
        [4] = "szip",
        [5] = "nbit",
        [32000] = "lzf",
        [32001] = "blosc",
        [32004] = "lz4",
        [32008] = "bitshuffle",
        [32015] = "zstd",
    };

    /// <summary>Puts them in place of the library's, for the whole process.</summary>
    public static void Register()
    {
        H5Filter.Register(new CopiedFletcher());
        H5Filter.Register(new BoundedDeflate());
    }

    /// <summary>The name of the first filter that cannot be undone, or none.</summary>
    public static string? FirstUnknown(IEnumerable<ushort> filters)
    {
        foreach (ushort filter in filters)
        {
            if (filter is not (DeflateFilter.Id or ShuffleFilter.Id or Fletcher32Filter.Id or ScaleOffsetFilter.Id))
            {
                return Named.TryGetValue(filter, out string? name) ? $"filter {name}" : $"filter number {filter}";
            }
        }

        return null;
    }

    /// <summary>The checksum; the library's own gives back memory that the next chunk overwrites.</summary>
    private sealed class CopiedFletcher : IH5Filter
    {
        private readonly Fletcher32Filter _checksum = new();

        public ushort FilterId => Fletcher32Filter.Id;

        public string Name => _checksum.Name;

        public Memory<byte> Filter(FilterInfo info) => _checksum.Filter(info).ToArray();

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            _checksum.GetParameters(chunkDimensions, typeSize, options);
    }

    /// <summary>Inflates at most a chunk; the library's own takes whatever memory the file asks for.</summary>
    private sealed class BoundedDeflate : IH5Filter
    {
        // Room for a checksum inside, and for the end of the stream to be met, where its own checksum is verified.
        private const int SpareBytes = 16;

        private readonly DeflateFilter _deflate = new();

        public ushort FilterId => DeflateFilter.Id;

        public string Name => _deflate.Name;

        public Memory<byte> Filter(FilterInfo info)
        {
            ArraySegment<byte> stored = MemoryMarshal.TryGetArray<byte>(info.Buffer, out ArraySegment<byte> array)
                ? array
                : info.Buffer.ToArray();
            using MemoryStream source = new(stored.Array!, stored.Offset, stored.Count);
            using ZLibStream unfolded = new(source, CompressionMode.Decompress);
            byte[] chunk = GC.AllocateUninitializedArray<byte>(checked(info.ChunkSize + SpareBytes));
            int length = unfolded.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            return length < chunk.Length
                ? chunk.AsMemory(0, length)
                : throw new InvalidDataException($"a deflated chunk of more than {info.ChunkSize} bytes");
        }

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
            _deflate.GetParameters(chunkDimensions, typeSize, options);
    }
}
