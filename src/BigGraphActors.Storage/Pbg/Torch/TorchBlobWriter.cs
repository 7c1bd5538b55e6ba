using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>
/// Writes a blob as <c>torch.save</c> of torch 1.13 does, byte for byte, without holding its numbers.
/// </summary>
/// <remarks>
/// The length is known before anything is written, because a contiguous HDF5 dataset needs it. Entries are stored, and
/// their bytes begin at multiples of 64. Little-endian machines only, like torch's own files in practice.
/// </remarks>
internal sealed class TorchBlobWriter
{
    private const int Alignment = 64;
    private const int BatchFloats = 1 << 16;
    private const uint In64 = 0xFFFFFFFF;
    private const ushort Flags = 0x0808;

    private readonly byte[] _pickle;
    private readonly IReadOnlyList<long> _storageCounts;
    private readonly Source _source;

    /// <summary>Plans a blob.</summary>
    /// <param name="pickle">Names the storages '0', '1' and so on.</param>
    /// <param name="storageCounts">float32 elements of each storage.</param>
    /// <param name="source">Gives their elements while <see cref="WriteTo"/> runs.</param>
    public TorchBlobWriter(byte[] pickle, IReadOnlyList<long> storageCounts, Source source)
    {
        _pickle = pickle;
        _storageCounts = storageCounts;
        _source = source;
        Counter counter = new();
        Write(counter, dry: true);
        Length = counter.Position;
    }

    /// <summary>Fills a span with elements of a storage.</summary>
    /// <param name="storage">Which, from 0.</param>
    /// <param name="start">First element.</param>
    /// <param name="destination">Filled whole.</param>
    public delegate void Source(int storage, long start, Span<float> destination);

    /// <summary>Takes the next bytes of the blob.</summary>
    public delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <summary>Bytes of the whole blob.</summary>
    public long Length { get; }

    /// <summary>Writes the blob front to back.</summary>
    public void WriteTo(Sink sink) => Write(new Counter { Sink = sink }, dry: false);

    private void Write(Counter output, bool dry)
    {
        List<Entry> entries = [];
        entries.Add(WriteEntry(output, "archive/data.pkl", _pickle.Length, dry, () => output.Write(_pickle)));
        // torch writes storages in the order of their keys as text: 0, 1, 10, 11, 2.
        foreach (int i in Enumerable.Range(0, _storageCounts.Count).OrderBy(i => $"{i}", StringComparer.Ordinal))
        {
            long byteCount = _storageCounts[i] * sizeof(float);
            entries.Add(WriteEntry(output, $"archive/data/{i}", byteCount, dry, () => WriteStorage(output, i)));
        }

        entries.Add(WriteEntry(output, "archive/version", 2, dry, () => output.Write("3\n"u8)));
        WriteDirectory(output, entries);
    }

    private static Entry WriteEntry(Counter output, string name, long length, bool dry, Action content)
    {
        Entry entry = new(name, length, output.Position);
        byte[] nameBytes = Encoding.ASCII.GetBytes(name);
        byte[] extra = LocalExtra(entry, nameBytes.Length);
        output.Word(0x04034b50);
        output.Half(0);
        output.Half(Flags);
        output.Zeros(18);
        output.Half((ushort)nameBytes.Length);
        output.Half((ushort)extra.Length);
        output.Write(nameBytes);
        output.Write(extra);
        output.Crc.Reset();
        if (dry)
        {
            output.Position += length;
        }
        else
        {
            content();
        }

        uint crc = output.Crc.GetCurrentHashAsUInt32();
        output.Word(0x08074b50);
        output.Word(crc);
        output.Size(length, length >= In64);
        output.Size(length, length >= In64);
        return entry with { Crc = crc };
    }

    /// <summary>The ZIP64 field where needed, then torch's field 'FB' that pads the bytes to their alignment.</summary>
    private static byte[] LocalExtra(Entry entry, int nameBytes)
    {
        byte[] wide = WideSizes(entry);
        long start = entry.Header + 30 + nameBytes + wide.Length + 4;
        int padding = (int)((Alignment - (start % Alignment)) % Alignment);
        byte[] extra = new byte[wide.Length + 4 + padding];
        wide.CopyTo(extra, 0);
        Span<byte> field = extra.AsSpan(wide.Length);
        field.Fill((byte)'Z');
        field[0] = (byte)'F';
        field[1] = (byte)'B';
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)padding);
        return extra;
    }

    private static byte[] WideSizes(Entry entry)
    {
        int count = (entry.Length >= In64 ? 2 : 0) + (entry.Header >= In64 ? 1 : 0);
        if (count == 0)
        {
            return [];
        }

        byte[] field = new byte[4 + (8 * count)];
        BinaryPrimitives.WriteUInt16LittleEndian(field, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(field.AsSpan(2), (ushort)(8 * count));
        int at = 4;
        if (entry.Length >= In64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(field.AsSpan(4), entry.Length);
            BinaryPrimitives.WriteInt64LittleEndian(field.AsSpan(12), entry.Length);
            at = 20;
        }

        if (entry.Header >= In64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(field.AsSpan(at), entry.Header);
        }

        return field;
    }

    private void WriteStorage(Counter output, int storage)
    {
        float[] batch = new float[Math.Min(BatchFloats, _storageCounts[storage])];
        for (long start = 0; start < _storageCounts[storage]; start += batch.Length)
        {
            Span<float> values = batch.AsSpan(0, (int)Math.Min(batch.Length, _storageCounts[storage] - start));
            _source(storage, start, values);
            output.Write(MemoryMarshal.AsBytes(values));
        }
    }

    private static void WriteDirectory(Counter output, List<Entry> entries)
    {
        long start = output.Position;
        foreach (Entry entry in entries)
        {
            byte[] wide = WideSizes(entry);
            output.Word(0x02014b50);
            output.Half(0);
            output.Half(0);
            output.Half(Flags);
            output.Zeros(6);
            output.Word(entry.Crc);
            output.Word((uint)Math.Min(entry.Length, In64));
            output.Word((uint)Math.Min(entry.Length, In64));
            output.Half((ushort)entry.Name.Length);
            output.Half((ushort)wide.Length);
            output.Zeros(10);
            output.Word((uint)Math.Min(entry.Header, In64));
            output.Write(Encoding.ASCII.GetBytes(entry.Name));
            output.Write(wide);
        }

        WriteEnd(output, entries.Count, start);
    }

    /// <summary>The ZIP64 end record, its locator and the plain end record: torch always writes all three.</summary>
    private static void WriteEnd(Counter output, int count, long start)
    {
        long end = output.Position;
        output.Word(0x06064b50);
        output.Size(44, wide: true);
        output.Half(0x031e);
        output.Half(45);
        output.Size(0, wide: true);
        output.Size(count, wide: true);
        output.Size(count, wide: true);
        output.Size(end - start, wide: true);
        output.Size(start, wide: true);
        output.Word(0x07064b50);
        output.Word(0);
        output.Size(end, wide: true);
        output.Word(1);
        output.Word(0x06054b50);
        output.Word(0);
        output.Half((ushort)Math.Min(count, ushort.MaxValue));
        output.Half((ushort)Math.Min(count, ushort.MaxValue));
        output.Word((uint)Math.Min(end - start, In64));
        output.Word((uint)Math.Min(start, In64));
        output.Half(0);
    }

    /// <summary>One file of the archive.</summary>
    private sealed record Entry(string Name, long Length, long Header)
    {
        public uint Crc { get; init; }
    }

    /// <summary>Counts what goes out, and checks the bytes of an entry; without a sink it only counts.</summary>
    private sealed class Counter
    {
        public Crc32 Crc { get; } = new();

        public Sink? Sink { get; init; }

        public long Position { get; set; }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            Position += bytes.Length;
            if (Sink is not null)
            {
                Crc.Append(bytes);
                Sink(bytes);
            }
        }

        public void Zeros(int count)
        {
            Span<byte> bytes = stackalloc byte[32];
            bytes.Clear();
            Write(bytes[..count]);
        }

        public void Half(ushort value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            Write(bytes);
        }

        public void Word(uint value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            Write(bytes);
        }

        public void Size(long value, bool wide)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            Write(wide ? bytes : bytes[..4]);
        }
    }
}
