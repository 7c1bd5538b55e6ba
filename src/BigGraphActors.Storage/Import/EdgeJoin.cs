using System.Runtime.CompilerServices;

namespace BigGraphActors.Storage.Import;

/// <summary>Puts numbers in the place of hashes, the left-hand ones first, and sorts edges into buckets.</summary>
/// <remarks>
/// Edges come parted by their left-hand name, so that the numbers of one part are all that is needed. The first pass
/// parts them anew, by their right-hand name: hash (8 bytes), word (8), left-hand number (4), weight (4). The second
/// knows both ends, and with them the bucket.
/// </remarks>
internal sealed class EdgeJoin : IDisposable
{
    private readonly GraphScan _scan;
    private readonly GraphNumbering _numbering;
    private readonly EdgeBuckets _buckets;
    private readonly SpillSet _halves;
    private readonly long[] _dropped;
    private long _done;

    /// <summary>Prepares the passes.</summary>
    /// <param name="scan">The edges that were laid aside; they are freed on the way.</param>
    /// <param name="numbering">The final numbers.</param>
    /// <param name="buckets">Gets the edges.</param>
    /// <param name="store">Where to lay edges aside between the passes.</param>
    public EdgeJoin(GraphScan scan, GraphNumbering numbering, EdgeBuckets buckets, SpillStore store)
    {
        (_scan, _numbering, _buckets) = (scan, numbering, buckets);
        _dropped = new long[buckets.Files.Count];
        _halves = new SpillSet(store, "halves", scan.Memory.Parts, scan.Memory.PageBytes);
    }

    /// <summary>Edges of each list that lost an end or their relation.</summary>
    public IReadOnlyList<long> Dropped => _dropped;

    /// <summary>Edges that were looked at, both passes together.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Does both passes.</summary>
    /// <param name="memory">What may be used.</param>
    /// <param name="tick">Called now and then.</param>
    /// <param name="stop">Stops between two parts.</param>
    public void Run(ImportMemory memory, Action tick, CancellationToken stop)
    {
        int threads = memory.ThreadsFor(_numbering.LargestTables(), "the names of a part are looked up in memory");
        PartLoop.Run(memory.Parts, threads, () => new LhsPass(this), tick, stop);
        PartLoop.Run(memory.Parts, threads, () => new RhsPass(this), tick, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _halves.Dispose();

    private sealed unsafe class LhsPass(EdgeJoin join) : IPartWorker
    {
        private readonly EndNumbers _ends = new(join._numbering, join._scan.Memory.PartShift);
        private readonly SpillWriter _halves = join._halves.CreateWriter();
        private readonly long[] _dropped = new long[join._dropped.Length];
        private byte[] _buffer = [];

        public void Work(int part)
        {
            _ends.Load(part, ref _buffer);
            SpillReader reader = new(join._scan.Edges, part, ref _buffer);
            while (reader.MoveNext())
            {
                fixed (byte* edges = reader.Current)
                {
                    PassOn(edges, reader.Current.Length);
                }
            }

            join._scan.Edges.Drop(part);
        }

        public void Complete()
        {
            _halves.HandOver();
            for (int file = 0; file < _dropped.Length; file++)
            {
                Interlocked.Add(ref join._dropped[file], _dropped[file]);
            }
        }

        public void Dispose()
        {
            _ends.Dispose();
            _halves.Dispose();
        }

        private void PassOn(byte* edges, int length)
        {
            int bytes = join._scan.Form.EdgeBytes;
            int halfBytes = join._scan.Form.HalfBytes;
            int shift = join._scan.Memory.PartShift;
            int[] numbers = join._numbering.Relations.NewNumbers;
            for (byte* edge = edges; edge < edges + length; edge += bytes)
            {
                ulong word = *(ulong*)(edge + 16);
                int relation = EdgeForm.RelationOf(word);
                long place = _ends.NumberOf(join._numbering.Names.LhsSpaceOf(relation), *(ulong*)edge);
                if (place < 0 || numbers[relation] < 0)
                {
                    _dropped[join._buckets.FileOf(EdgeForm.SequenceOf(word))]++;
                    continue;
                }

                ulong rhs = *(ulong*)(edge + 8);
                byte* half = _halves.Take((int)(rhs >> shift), halfBytes);
                *(ulong*)half = rhs;
                *(ulong*)(half + 8) = EdgeForm.WordOf((ulong)EdgeForm.SequenceOf(word), numbers[relation]);
                *(uint*)(half + 16) = (uint)place;
                if (bytes > EdgeForm.PlainEdgeBytes)
                {
                    *(float*)(half + 20) = *(float*)(edge + 24);
                }
            }

            Interlocked.Add(ref join._done, length / bytes);
        }
    }

    private sealed unsafe class RhsPass(EdgeJoin join) : IPartWorker
    {
        private readonly EndNumbers _ends = new(join._numbering, join._scan.Memory.PartShift);
        private readonly SpillWriter _rows = join._buckets.Rows.CreateWriter();
        private readonly long[] _dropped = new long[join._dropped.Length];
        private byte[] _buffer = [];

        public void Work(int part)
        {
            _ends.Load(part, ref _buffer);
            SpillReader reader = new(join._halves, part, ref _buffer);
            while (reader.MoveNext())
            {
                fixed (byte* halves = reader.Current)
                {
                    Place(halves, reader.Current.Length);
                }
            }

            join._halves.Drop(part);
        }

        public void Complete()
        {
            _rows.HandOver();
            for (int file = 0; file < _dropped.Length; file++)
            {
                Interlocked.Add(ref join._dropped[file], _dropped[file]);
            }
        }

        public void Dispose()
        {
            _ends.Dispose();
            _rows.Dispose();
        }

        private void Place(byte* halves, int length)
        {
            int bytes = join._scan.Form.HalfBytes;
            int rowBytes = join._scan.Form.RowBytes;
            EdgeBuckets buckets = join._buckets;
            for (byte* half = halves; half < halves + length; half += bytes)
            {
                ulong word = *(ulong*)(half + 8);
                int relation = EdgeForm.RelationOf(word);
                long rhs = _ends.NumberOf(join._numbering.Names.RhsSpaceOf(relation), *(ulong*)half);
                if (rhs < 0)
                {
                    _dropped[buckets.FileOf(EdgeForm.SequenceOf(word))]++;
                    continue;
                }

                int stream = buckets.StreamOf(word, *(uint*)(half + 16), rhs, out int lhsRow, out int rhsRow);
                byte* row = _rows.Take(stream, rowBytes);
                *(ulong*)row = word;
                *(int*)(row + 8) = lhsRow;
                *(int*)(row + 12) = rhsRow;
                if (bytes > EdgeForm.PlainHalfBytes)
                {
                    *(float*)(row + 16) = *(float*)(half + 20);
                }
            }

            Interlocked.Add(ref join._done, length / bytes);
        }
    }

    /// <summary>The numbers of the names of one part, all spaces.</summary>
    private sealed class EndNumbers : IDisposable
    {
        private readonly GraphNumbering _numbering;
        private readonly NameRows[] _tables;
        private readonly long[] _bases;

        public EndNumbers(GraphNumbering numbering, int partShift)
        {
            _numbering = numbering;
            _bases = new long[numbering.Names.Spaces];
            _tables = new NameRows[_bases.Length];
            for (int space = 0; space < _tables.Length; space++)
            {
                _tables[space] = new NameRows(64 - partShift);
            }
        }

        public void Load(int part, ref byte[] buffer)
        {
            for (int space = 0; space < _tables.Length; space++)
            {
                _numbering.Fill(_tables[space], part, space, ref buffer);
                _bases[space] = _numbering.BaseOf(part, space);
            }
        }

        /// <summary>The number of a name; below 0 where it was dropped, or is a bag without features.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long NumberOf(int space, ulong hash)
        {
            int number = _tables[space].NumberOf(hash);
            long place = number < 0 ? number : _bases[space] + number;
            return place >= 0 && _numbering.Bags[space] is { } bags && bags.IsEmpty(place) ? NameRows.Dropped : place;
        }

        public void Dispose()
        {
            foreach (NameRows table in _tables)
            {
                table.Dispose();
            }
        }
    }
}
