using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Makes the exception for two names that cannot be told apart.</summary>
internal delegate EdgeListException NameClash(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other);

/// <summary>The names of one part in memory, each once, sorted by hash within its space; used part after part.
/// </summary>
/// <param name="firstSpace">The first space that is taken in.</param>
/// <param name="spaces">Number of spaces from there on.</param>
/// <param name="refuse">For two names with the same first half of the hash.</param>
internal sealed unsafe class NamePart(int firstSpace, int spaces, NameClash refuse) : IDisposable
{
    private const long FewBytes = 64 * 1024;

    // What a name costs beside its record: 12 bytes for sorting, 40 to be found again, 20 for counting.
    private const int BytesPerName = 72;

    private readonly int[] _starts = new int[spaces + 1];
    private readonly Dictionary<ulong, int> _known = [];
    private NativeBuffer<byte> _records = new(FewBytes);
    private NativeBuffer<ulong> _hashes = new(0);
    private NativeBuffer<int> _places = new(0);
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Bytes that the part in memory takes, with counts.</summary>
    public long Bytes => _records.Length + ((long)_known.Count * BytesPerName);

    /// <summary>Bytes that a part takes at most.</summary>
    /// <param name="recordBytes">Bytes of its records, repeats included.</param>
    public static long MostBytesFor(long recordBytes) =>
        FewBytes + (recordBytes * 2) + (recordBytes / NameRecord.HeadBytes * BytesPerName);

    /// <summary>Reads a part and sorts it.</summary>
    /// <exception cref="EdgeListException">Two different names have the same hash.</exception>
    public void Load(SpillSet names, int part)
    {
        _known.Clear();
        Array.Clear(_starts);
        _length = 0;
        SpillReader reader = new(names, part, ref _buffer);
        while (reader.MoveNext())
        {
            for (ReadOnlySpan<byte> rest = reader.Current; !rest.IsEmpty;)
            {
                int size = NameRecord.HeadBytes + NameRecord.LengthOf(rest);
                Take(rest[..size]);
                rest = rest[size..];
            }
        }

        Arrange();
        for (int space = 0; space < spaces; space++)
        {
            int count = _starts[space + 1] - _starts[space];
            _hashes.AsSpan(_starts[space], count).Sort(_places.AsSpan(_starts[space], count));
        }
    }

    /// <summary>The hashes of a space.</summary>
    public ReadOnlySpan<ulong> HashesOf(int space)
    {
        int start = _starts[space - firstSpace];
        return _hashes.AsSpan(start, _starts[space - firstSpace + 1] - start);
    }

    /// <summary>What was laid aside with a hash: the name, or a cell's features.</summary>
    public ReadOnlySpan<byte> TextOf(int space, int index) =>
        TextAt(_places[_starts[space - firstSpace] + index]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _records.Dispose();
        _hashes.Dispose();
        _places.Dispose();
    }

    // A name that was laid aside twice has the same second half of its hash.
    private void Take(ReadOnlySpan<byte> record)
    {
        NameHash hash = NameRecord.HashOf(record);
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, hash.First, out bool isKnown);
        if (isKnown)
        {
            if (NameRecord.HashOf(RecordAt(place)) != hash)
            {
                throw refuse(TextAt(place), record[NameRecord.HeadBytes..]);
            }

            return;
        }

        if (_length + (long)record.Length > _records.Length)
        {
            Grow(_length + (long)record.Length);
        }

        record.CopyTo(_records.AsSpan(_length, record.Length));
        place = _length;
        _length = checked(_length + record.Length);
        _starts[NameRecord.SpaceOf(record) - firstSpace + 1]++;
    }

    private void Grow(long bytes)
    {
        NativeBuffer<byte> wider = new(Math.Max(bytes, _records.Length * 3 / 2), isCleared: false);
        _records.AsSpan(0, _length).CopyTo(wider.AsSpan(0, _length));
        _records.Dispose();
        _records = wider;
    }

    private void Arrange()
    {
        for (int space = 0; space < spaces; space++)
        {
            _starts[space + 1] += _starts[space];
        }

        if (_hashes.Length < _known.Count)
        {
            _hashes.Dispose();
            _places.Dispose();
            _hashes = new NativeBuffer<ulong>(_known.Count, isCleared: false);
            _places = new NativeBuffer<int>(_known.Count, isCleared: false);
        }

        int[] next = _starts[..spaces];
        for (int at = 0; at < _length; at += NameRecord.HeadBytes + NameRecord.LengthOf(RecordAt(at)))
        {
            int slot = next[NameRecord.SpaceOf(RecordAt(at)) - firstSpace]++;
            _hashes[slot] = NameRecord.HashOf(RecordAt(at)).First;
            _places[slot] = at;
        }
    }

    private ReadOnlySpan<byte> RecordAt(int at) => new((byte*)_records.Address + at, NameRecord.HeadBytes);

    private ReadOnlySpan<byte> TextAt(int at) =>
        new((byte*)_records.Address + at + NameRecord.HeadBytes, NameRecord.LengthOf(RecordAt(at)));
}
