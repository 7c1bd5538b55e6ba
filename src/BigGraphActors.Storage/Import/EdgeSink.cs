using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace BigGraphActors.Storage.Import;

/// <summary>Takes the edges of one thread, a block of text at a time.</summary>
/// <remarks>
/// Edges wait in a batch while the slots of their names in the table come from memory. Until the batch is full the
/// names lie in the block's text.
/// </remarks>
internal sealed unsafe class EdgeSink : IDisposable
{
    private const int BatchEdges = 256;

    private readonly GraphScan _scan;
    private readonly GraphVocabulary _vocabulary;
    private readonly SpillWriter _names;
    private readonly SpillWriter _cells;
    private readonly SpillWriter _edges;
    private readonly SpillWriter _occurrences;
    private readonly int _partShift;
    private readonly int _recordBytes;
    private readonly ulong* _seen;
    private readonly ulong _seenMask;
    private readonly Waiting[] _batch = new Waiting[BatchEdges];
    private readonly NameTable _relationNames = new();
    private readonly List<int> _relations = [];
    private long[] _relationCounts = new long[1];
    private byte[] _copies = [];
    private int _copied;
    private int _count;
    private byte* _text;
    private int _textLength;
    private ulong _sequence;

    /// <summary>Makes a sink of a scan.</summary>
    public EdgeSink(GraphScan scan)
    {
        _scan = scan;
        _vocabulary = scan.Vocabulary;
        _names = scan.Names.CreateWriter();
        _cells = scan.Cells.CreateWriter();
        _edges = scan.Edges.CreateWriter();
        _occurrences = scan.Occurrences.CreateWriter();
        _partShift = scan.Memory.PartShift;
        _recordBytes = scan.Form.EdgeBytes;
        _seen = (ulong*)scan.Seen.Address;
        _seenMask = (ulong)scan.Seen.Length - 1;
    }

    /// <summary>The largest name of a new entity that is a whole number; 0 where none is.</summary>
    public long LargestNumber { get; private set; }

    /// <summary>Begins a block of text.</summary>
    /// <param name="text">Stays where it is until <see cref="End"/>.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="sequence">The place of its first edge among all edges of all lists.</param>
    public void Begin(byte* text, int length, long sequence)
    {
        _text = text;
        _textLength = length;
        _sequence = (ulong)sequence;
    }

    /// <summary>The number of a relation; -1 for one that a static configuration does not have.</summary>
    public int RelationOf(ReadOnlySpan<byte> name)
    {
        if (!_vocabulary.IsDynamic)
        {
            return _vocabulary.RelationOf(name);
        }

        int known = _relationNames.Intern(name);
        if (known == _relations.Count)
        {
            _relations.Add(_vocabulary.RelationOf(name));
        }

        return _relations[known];
    }

    /// <summary>Takes an edge.</summary>
    /// <param name="lhs">In the text, or anywhere until the call returns.</param>
    /// <param name="relation">From <see cref="RelationOf"/>.</param>
    /// <param name="rhs">As <paramref name="lhs"/>.</param>
    /// <param name="weight">At least 0; 1 where the list has no weights.</param>
    public void Add(ReadOnlySpan<byte> lhs, int relation, ReadOnlySpan<byte> rhs, float weight)
    {
        if (relation >= _relationCounts.Length)
        {
            Array.Resize(ref _relationCounts, Math.Max(relation + 1, _relationCounts.Length * 2));
        }

        _relationCounts[relation]++;
        ref Waiting edge = ref _batch[_count];
        edge.Lhs = _vocabulary.HashOf(_vocabulary.LhsSpaceOf(relation), lhs);
        edge.Rhs = _vocabulary.HashOf(_vocabulary.RhsSpaceOf(relation), rhs);
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_seen + (edge.Lhs.First & _seenMask));
            Sse.Prefetch0(_seen + (edge.Rhs.First & _seenMask));
        }

        edge.LhsName = PlaceOf(lhs);
        edge.RhsName = PlaceOf(rhs);
        edge.Word = EdgeForm.WordOf(_sequence++, relation);
        edge.Weight = weight;
        if (++_count == BatchEdges)
        {
            Settle();
        }
    }

    /// <summary>Ends a block; its text may go.</summary>
    public void End() => Settle();

    /// <summary>Adds the edges of each relation to counts.</summary>
    public void AddRelationsTo(long[] counts)
    {
        for (int relation = 0; relation < Math.Min(counts.Length, _relationCounts.Length); relation++)
        {
            counts[relation] += _relationCounts[relation];
        }
    }

    /// <summary>Hands over what was laid aside.</summary>
    public void Complete()
    {
        _names.HandOver();
        _cells.HandOver();
        _edges.HandOver();
        _occurrences.HandOver();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _relationNames.Dispose();
        _names.Dispose();
        _cells.Dispose();
        _edges.Dispose();
        _occurrences.Dispose();
    }

    // A quoted name without its quotes lies in the splitter, which forgets it at the next line.
    private (int Start, int Length) PlaceOf(ReadOnlySpan<byte> name)
    {
        nint start = Unsafe.ByteOffset(ref *_text, ref MemoryMarshal.GetReference(name));
        if ((nuint)start < (nuint)_textLength)
        {
            return ((int)start, name.Length);
        }

        if (_copied + name.Length > _copies.Length)
        {
            Array.Resize(ref _copies, Math.Max(_copies.Length * 2, _copied + name.Length));
        }

        name.CopyTo(_copies.AsSpan(_copied));
        _copied += name.Length;
        return (~(_copied - name.Length), name.Length);
    }

    private void Settle()
    {
        foreach (ref readonly Waiting edge in _batch.AsSpan(0, _count))
        {
            int relation = EdgeForm.RelationOf(edge.Word);
            Meet(_vocabulary.LhsSpaceOf(relation), edge.Lhs, edge.LhsName);
            Meet(_vocabulary.RhsSpaceOf(relation), edge.Rhs, edge.RhsName);
            byte* record = _edges.Take((int)(edge.Lhs.First >> _partShift), _recordBytes);
            *(ulong*)record = edge.Lhs.First;
            *(ulong*)(record + 8) = edge.Rhs.First;
            *(ulong*)(record + 16) = edge.Word;
            if (_recordBytes > EdgeForm.PlainEdgeBytes)
            {
                *(float*)(record + 24) = edge.Weight;
            }

            if (_scan.Counts)
            {
                byte* occurrence = _occurrences.Take((int)(edge.Rhs.First >> _partShift), EdgeForm.OccurrenceBytes);
                *(ulong*)occurrence = edge.Rhs.First;
                *(int*)(occurrence + 8) = relation;
            }
        }

        (_count, _copied) = (0, 0);
    }

    // Race: two threads may both find a name new, and lay it aside twice; numbering takes it once.
    private bool IsNew(NameHash hash)
    {
        ref ulong slot = ref _seen[hash.First & _seenMask];
        if (slot == hash.Second)
        {
            return false;
        }

        slot = hash.Second;
        return true;
    }

    private void Meet(int space, NameHash hash, (int Start, int Length) place)
    {
        if (IsNew(hash))
        {
            ReadOnlySpan<byte> name = place.Start >= 0
                ? new ReadOnlySpan<byte>(_text + place.Start, place.Length)
                : _copies.AsSpan(~place.Start, place.Length);
            if (_vocabulary.FeatureTypeOf(space) is >= 0 and var type)
            {
                LayAsideCell(space, hash, name, type);
            }
            else
            {
                LayAsideName(space, hash, name);
            }
        }
    }

    private void LayAsideName(int space, NameHash hash, ReadOnlySpan<byte> name)
    {
        if (Utf8Parser.TryParse(name, out long number, out int used) && used == name.Length)
        {
            LargestNumber = Math.Max(LargestNumber, number);
        }

        Span<byte> head = stackalloc byte[NameRecord.HeadBytes];
        NameRecord.WriteHead(head, hash, space, name.Length);
        _names.Put((int)(hash.First >> _partShift), head, name);
    }

    private void LayAsideCell(int space, NameHash hash, ReadOnlySpan<byte> cell, int type)
    {
        List<ulong> features = [];
        foreach (Range part in cell.Split(_vocabulary.FeatureDelimiter))
        {
            ReadOnlySpan<byte> name = cell[part].Trim((byte)' ');
            if (!name.IsEmpty)
            {
                NameHash feature = _vocabulary.HashOf(type, name);
                features.Add(feature.First);
                if (IsNew(feature))
                {
                    LayAsideName(type, feature, name);
                }
            }
        }

        ReadOnlySpan<byte> body = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(features));
        Span<byte> head = stackalloc byte[NameRecord.HeadBytes];
        NameRecord.WriteHead(head, hash, space, body.Length);
        _cells.Put((int)(hash.First >> _partShift), head, body);
    }

    private struct Waiting
    {
        public NameHash Lhs;
        public NameHash Rhs;
        public (int Start, int Length) LhsName;
        public (int Start, int Length) RhsName;
        public ulong Word;
        public float Weight;
    }
}
