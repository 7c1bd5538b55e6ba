using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns names as they were laid aside into the streams of a <see cref="GraphNumbering"/>, part by part.
/// </summary>
/// <remarks>
/// Differs: entities are counted over the edges whose relation is kept, so that an edge can train each row. PBG
/// counts all edges.
/// </remarks>
internal sealed class NameSorter : IDisposable
{
    private readonly GraphScan _scan;
    private readonly GraphNumbering _numbering;
    private readonly ImportPlan _plan;
    private readonly SpillSet _featureCounts;

    /// <summary>Prepares the work.</summary>
    /// <param name="scan">The names and edges that were laid aside.</param>
    /// <param name="numbering">Gets the streams.</param>
    /// <param name="plan">The least counts, and the files for messages.</param>
    /// <param name="store">Where to lay counts aside.</param>
    public NameSorter(GraphScan scan, GraphNumbering numbering, ImportPlan plan, SpillStore store)
    {
        (_scan, _numbering, _plan) = (scan, numbering, plan);
        _featureCounts = new SpillSet(store, "features", scan.Memory.Parts, scan.Memory.PageBytes);
    }

    private GraphVocabulary Names => _scan.Vocabulary;

    /// <summary>Sorts, counts and numbers all names.</summary>
    /// <param name="tick">Called now and then.</param>
    /// <param name="stop">Stops between two parts.</param>
    /// <exception cref="EdgeListException">Two names have the same hash.</exception>
    public void Sort(Action tick, CancellationToken stop)
    {
        if (Names.Spaces > Names.EntityTypes.Count)
        {
            Sort(_scan.Cells, Names.EntityTypes.Count..Names.Spaces, tick, stop);
        }

        Sort(_scan.Names, ..Names.EntityTypes.Count, tick, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _featureCounts.Dispose();

    private void Sort(SpillSet names, Range spaces, Action tick, CancellationToken stop)
    {
        (int first, int count) = spaces.GetOffsetAndLength(Names.Spaces);
        int threads = _scan.Memory.ThreadsFor(
            BytesOfPart(names, first, count), "the names of a part are sorted in memory");
        PartLoop.Run(names.Streams, threads, () => new Worker(this, names, first, count), tick, stop);
    }

    private EdgeListException Refuse(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => new(
        string.Join(", ", _plan.Import.Files),
        $"the names '{RejectionLog.Shorten(one)}' and '{RejectionLog.Shorten(other)}' have the same hash under seed "
        + $"{Names.Seed}; import again with another seed");

    // Repeats of names do not count. How many there are shows the fullest part; the others are like it, because hashes
    // are spread evenly.
    private long BytesOfPart(SpillSet names, int first, int count)
    {
        int fullest = Enumerable.Range(0, names.Streams).MaxBy(names.BytesOf);
        long most = NamePart.MostBytesFor(names.BytesOf(fullest));
        if (most <= _scan.Memory.WorkBytes / _scan.Memory.Threads)
        {
            return most;
        }

        using NamePart part = new(first, count, Refuse);
        part.Load(names, fullest);
        return part.Bytes * 5 / 4;
    }

    private sealed class Worker : IPartWorker
    {
        private const int FeatureCountBytes = 20;

        private readonly NameSorter _sorter;
        private readonly GraphScan _scan;
        private readonly GraphNumbering _numbering;
        private readonly SpillSet _names;
        private readonly NamePart _part;
        private readonly int _first;
        private readonly int _spaces;
        private readonly NameRows[] _tables;
        private readonly long[][] _counts;
        private readonly SpillWriter _hashes;
        private readonly SpillWriter _texts;
        private readonly SpillWriter _features;
        private readonly List<ulong> _dropped = [];
        private byte[] _buffer = [];

        public Worker(NameSorter sorter, SpillSet names, int first, int count)
        {
            (_sorter, _scan, _numbering) = (sorter, sorter._scan, sorter._numbering);
            (_names, _first, _spaces) = (names, first, count);
            _part = new NamePart(first, count, sorter.Refuse);
            _tables = new NameRows[_scan.Counts ? count : 0];
            for (int i = 0; i < _tables.Length; i++)
            {
                _tables[i] = new NameRows(64 - _scan.Memory.PartShift);
            }

            _counts = new long[_tables.Length][];
            _hashes = _numbering.Hashes.CreateWriter();
            _texts = _numbering.Texts.CreateWriter();
            _features = sorter._featureCounts.CreateWriter();
        }

        public void Work(int part)
        {
            _part.Load(_names, part);
            _names.Drop(part);
            if (_scan.Counts)
            {
                Count(part);
            }

            for (int space = _first; space < _first + _spaces; space++)
            {
                Write(part, space);
            }
        }

        public void Complete() => _features.HandOver();

        public void Dispose()
        {
            _part.Dispose();
            foreach (NameRows table in _tables)
            {
                table.Dispose();
            }

            _hashes.Dispose();
            _texts.Dispose();
            _features.Dispose();
        }

        // Edges of the part count their left-hand names; right-hand ones, and features, were laid aside for this.
        private void Count(int part)
        {
            for (int i = 0; i < _tables.Length; i++)
            {
                ReadOnlySpan<ulong> hashes = _part.HashesOf(_first + i);
                _counts[i] = new long[hashes.Length];
                _tables[i].Clear(hashes.Length);
                for (int index = 0; index < hashes.Length; index++)
                {
                    _tables[i].Add(hashes[index], index);
                }
            }

            int[] kept = _numbering.Relations.NewNumbers;
            SpillReader edges = new(_scan.Edges, part, ref _buffer);
            while (edges.MoveNext())
            {
                for (ReadOnlySpan<byte> rest = edges.Current; !rest.IsEmpty; rest = rest[_scan.Form.EdgeBytes..])
                {
                    int relation = EdgeForm.RelationOf(MemoryMarshal.Read<ulong>(rest[16..]));
                    int space = _sorter.Names.LhsSpaceOf(relation);
                    Add(space, MemoryMarshal.Read<ulong>(rest), kept[relation] < 0 ? 0 : 1);
                }
            }

            SpillReader others = new(_scan.Occurrences, part, ref _buffer);
            while (others.MoveNext())
            {
                for (ReadOnlySpan<byte> rest = others.Current; !rest.IsEmpty; rest = rest[EdgeForm.OccurrenceBytes..])
                {
                    int relation = MemoryMarshal.Read<int>(rest[sizeof(ulong)..]);
                    int space = _sorter.Names.RhsSpaceOf(relation);
                    Add(space, MemoryMarshal.Read<ulong>(rest), kept[relation] < 0 ? 0 : 1);
                }
            }

            SpillReader features = new(_sorter._featureCounts, part, ref _buffer);
            while (features.MoveNext())
            {
                for (ReadOnlySpan<byte> rest = features.Current; !rest.IsEmpty; rest = rest[FeatureCountBytes..])
                {
                    Add(
                        MemoryMarshal.Read<int>(rest[sizeof(ulong)..]),
                        MemoryMarshal.Read<ulong>(rest),
                        MemoryMarshal.Read<long>(rest[12..]));
                }
            }
        }

        private void Write(int part, int space)
        {
            int stream = _numbering.StreamOf(part, space);
            int type = _sorter.Names.FeatureTypeOf(space);
            int leastCount = type < 0 && _scan.Counts ? Math.Max(_sorter._plan.Import.EntityMinCount, 1) : 0;
            ReadOnlySpan<ulong> hashes = _part.HashesOf(space);
            _dropped.Clear();
            for (int index = 0; index < hashes.Length; index++)
            {
                ReadOnlySpan<byte> text = _part.TextOf(space, index);
                if (leastCount > 0 && _counts[space - _first][index] < leastCount)
                {
                    _dropped.Add(hashes[index]);
                    continue;
                }

                int length = text.Length;
                _texts.Put(stream, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref length)), text);
                PutHash(stream, hashes[index]);
                if (type >= 0 && _scan.Counts)
                {
                    LayAside(type, MemoryMarshal.Cast<byte, ulong>(text), _counts[space - _first][index]);
                }
            }

            foreach (ulong hash in _dropped)
            {
                PutHash(stream, hash);
            }

            _numbering.Note(stream, hashes.Length - _dropped.Count, _dropped.Count);
            _hashes.HandOver(stream);
            _texts.HandOver(stream);
        }

        private void Add(int space, ulong hash, long count)
        {
            if (space >= _first && space < _first + _tables.Length)
            {
                _counts[space - _first][_tables[space - _first].NumberOf(hash)] += count;
            }
        }

        private unsafe void PutHash(int stream, ulong hash) => *(ulong*)_hashes.Take(stream, sizeof(ulong)) = hash;

        private unsafe void LayAside(int type, ReadOnlySpan<ulong> features, long count)
        {
            foreach (ulong feature in features)
            {
                byte* record = _features.Take((int)(feature >> _scan.Memory.PartShift), FeatureCountBytes);
                *(ulong*)record = feature;
                *(int*)(record + 8) = type;
                *(long*)(record + 12) = count;
            }
        }
    }
}
