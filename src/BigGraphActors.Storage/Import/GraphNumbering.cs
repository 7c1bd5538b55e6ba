using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Import;

/// <summary>The final numbers of all entities and relations, the same for all edge paths.</summary>
/// <remarks>
/// The row of an entity is the rank of its name's hash among those of its type. So the order is random, hangs on
/// nothing but the seed and the names, and the names of a part are a run of rows. A part and a space have a stream of
/// sorted hashes (8 bytes each; those of dropped names behind the others) and one of names in the same order
/// (4 bytes of length, then UTF-8; for cells the hashes of their features). <see cref="NameSorter"/> fills them.
/// </remarks>
internal sealed class GraphNumbering : IDisposable
{
    // The streams are many and short, and each ends in a page that is not full.
    private const int MostPageBytes = 4096;

    private readonly ImportMemory _memory;
    private readonly long[] _kept;
    private readonly long[] _bases;

    /// <summary>Prepares the streams.</summary>
    /// <param name="names">Spaces and relations.</param>
    /// <param name="memory">Number of parts, and size of pages.</param>
    /// <param name="relations">Final numbers of the relations.</param>
    /// <param name="store">Where to lay things aside.</param>
    public GraphNumbering(
        GraphVocabulary names, ImportMemory memory, RelationNumbering relations, SpillStore store)
    {
        (Names, _memory, Relations) = (names, memory, relations);
        int streams = memory.Parts * names.Spaces;
        int pageBytes = Math.Min(memory.PageBytes, MostPageBytes);
        Hashes = new SpillSet(store, "hashes", streams, pageBytes);
        Texts = new SpillSet(store, "texts", streams, pageBytes);
        _kept = new long[streams];
        _bases = new long[streams];
        Dropped = new long[names.Spaces];
        Bags = new FeatureBags?[names.Spaces];
    }

    /// <summary>Spaces and relations.</summary>
    public GraphVocabulary Names { get; }

    /// <summary>Final numbers of the relations.</summary>
    public RelationNumbering Relations { get; }

    /// <summary>How the rows of each type are cut, in the configuration's order.</summary>
    public PartitionCut[] Cuts { get; private set; } = [];

    /// <summary>Names of each space that are left out as too rare.</summary>
    public long[] Dropped { get; }

    /// <summary>The bags of each space of cells; none for entities.</summary>
    public FeatureBags?[] Bags { get; }

    /// <summary>Sorted hashes.</summary>
    internal SpillSet Hashes { get; }

    /// <summary>Names that have a number, and cells.</summary>
    internal SpillSet Texts { get; }

    /// <summary>The stream of a part and a space.</summary>
    public int StreamOf(int part, int space) => (part * Names.Spaces) + space;

    /// <summary>Says what a stream holds.</summary>
    /// <param name="stream">Its number.</param>
    /// <param name="kept">Names with a number.</param>
    /// <param name="dropped">Names without.</param>
    public void Note(int stream, long kept, long dropped)
    {
        _kept[stream] = kept;
        Interlocked.Add(ref Dropped[stream % Names.Spaces], dropped);
    }

    /// <summary>Sums up what all streams hold, cuts, and puts the bags together.</summary>
    /// <param name="partitions">Partitions of each type.</param>
    /// <exception cref="InvalidOperationException">When a type has 2^32 names.</exception>
    public void Complete(IReadOnlyList<int> partitions)
    {
        for (int space = 0; space < Names.Spaces; space++)
        {
            long count = 0;
            for (int part = 0; part < _memory.Parts; part++)
            {
                _bases[StreamOf(part, space)] = count;
                count += _kept[StreamOf(part, space)];
            }

            if (count >= uint.MaxValue)
            {
                throw new InvalidOperationException("one entity type has 2^32 names or more");
            }
        }

        Cuts = [.. partitions.Select((most, type) => new PartitionCut(CountOf(type), most))];
        for (int space = Names.EntityTypes.Count; space < Names.Spaces; space++)
        {
            Bags[space] = FeatureBags.Of(this, _memory, space);
            DropTexts(space);
        }
    }

    /// <summary>Names of a space that have a number.</summary>
    public long CountOf(int space) =>
        _bases[StreamOf(_memory.Parts - 1, space)] + _kept[StreamOf(_memory.Parts - 1, space)];

    /// <summary>The number of the first name of a space in a part.</summary>
    public long BaseOf(int part, int space) => _bases[StreamOf(part, space)];

    /// <summary>Puts the names of a space in a part into a table, numbered from 0 on in the part.</summary>
    public void Fill(NameRows table, int part, int space, ref byte[] buffer)
    {
        int stream = StreamOf(part, space);
        table.Clear(Hashes.BytesOf(stream) / sizeof(ulong));
        SpillReader reader = new(Hashes, stream, ref buffer);
        int number = 0;
        while (reader.MoveNext())
        {
            foreach (ulong hash in MemoryMarshal.Cast<byte, ulong>(reader.Current))
            {
                table.Add(hash, number < _kept[stream] ? number : NameRows.Dropped);
                number++;
            }
        }
    }

    /// <summary>Bytes of the tables of the fullest part.</summary>
    public long LargestTables() => Enumerable.Range(0, _memory.Parts).Max(part => Enumerable
        .Range(0, Names.Spaces)
        .Sum(space => NameRows.BytesFor(Hashes.BytesOf(StreamOf(part, space)) / sizeof(ulong))));

    /// <summary>Whether a name of a type was seen, dropped or not.</summary>
    public bool Contains(int type, ReadOnlySpan<byte> name)
    {
        ulong hash = Names.HashOf(type, name).First;
        byte[] buffer = [];
        SpillReader reader = new(Hashes, StreamOf((int)(hash >> _memory.PartShift), type), ref buffer);
        while (reader.MoveNext())
        {
            if (MemoryMarshal.Cast<byte, ulong>(reader.Current).Contains(hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands for the names of a space that have a number, in the order of numbers.</summary>
    /// <returns>Each is valid until the next is asked for.</returns>
    public IEnumerable<ReadOnlyMemory<byte>> TextsOf(int space)
    {
        byte[] buffer = [];
        byte[] copy = [];
        for (int part = 0; part < _memory.Parts; part++)
        {
            int stream = StreamOf(part, space);
            for (int extent = Texts.FirstOf(stream); extent >= 0;)
            {
                int length = CopyExtent(stream, extent, ref buffer, ref copy, out extent);
                for (int at = 0; at < length;)
                {
                    int bytes = BitConverter.ToInt32(copy, at);
                    yield return copy.AsMemory(at + sizeof(int), bytes);
                    at += sizeof(int) + bytes;
                }
            }
        }
    }

    /// <summary>The hashes of the names of a space that have a number, in the order of numbers.</summary>
    public void CopyHashes(int space, Span<ulong> destination)
    {
        byte[] buffer = [];
        for (int part = 0; part < _memory.Parts; part++)
        {
            int stream = StreamOf(part, space);
            Span<ulong> rest = destination[..(int)_kept[stream]];
            destination = destination[rest.Length..];
            SpillReader reader = new(Hashes, stream, ref buffer);
            while (!rest.IsEmpty && reader.MoveNext())
            {
                ReadOnlySpan<ulong> hashes = MemoryMarshal.Cast<byte, ulong>(reader.Current);
                hashes = hashes[..Math.Min(hashes.Length, rest.Length)];
                hashes.CopyTo(rest);
                rest = rest[hashes.Length..];
            }
        }
    }

    /// <summary>Frees the names of a space; their numbers stay.</summary>
    public void DropTexts(int space)
    {
        for (int part = 0; part < _memory.Parts; part++)
        {
            Texts.Drop(StreamOf(part, space));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Hashes.Dispose();
        Texts.Dispose();
        foreach (FeatureBags? bags in Bags)
        {
            bags?.Dispose();
        }
    }

    private int CopyExtent(int stream, int extent, ref byte[] buffer, ref byte[] copy, out int next)
    {
        ReadOnlySpan<byte> bytes = Texts.Read(stream, extent, ref buffer, out next);
        if (copy.Length < bytes.Length)
        {
            copy = new byte[bytes.Length];
        }

        bytes.CopyTo(copy);
        return bytes.Length;
    }
}

/// <summary>The final number of each relation.</summary>
/// <param name="NewNumbers">By number of first sight; -1 for a relation that was dropped.</param>
/// <param name="Order">The kept relations' numbers of first sight, by final number.</param>
internal sealed record RelationNumbering(int[] NewNumbers, int[] Order)
{
    /// <summary>Static relations keep the configuration's numbers.</summary>
    public static RelationNumbering Static(int count) =>
        new([.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count)]);

    /// <summary>Drops rare relations and shuffles the rest. PBG: <c>collect_relation_types</c>.</summary>
    /// <param name="names">Their names, in whatever order threads found them.</param>
    /// <param name="counts">Edges of each relation.</param>
    /// <param name="minCount">Relations with fewer edges are dropped.</param>
    /// <param name="random">The sequence of the relations.</param>
    public static RelationNumbering Dynamic(NameTable names, long[] counts, int minCount, SeededSequence random)
    {
        int[] order = [.. Enumerable.Range(0, counts.Length).Where(number => counts[number] >= minCount)];
        Array.Sort(order, (left, right) => names.NameOf(left).SequenceCompareTo(names.NameOf(right)));
        random.Shuffle(order);
        int[] numbers = new int[counts.Length];
        Array.Fill(numbers, -1);
        for (int i = 0; i < order.Length; i++)
        {
            numbers[order[i]] = i;
        }

        return new RelationNumbering(numbers, order);
    }
}

/// <summary>Cuts a sequence of rows into partitions whose sizes differ by at most one.</summary>
/// <remarks>
/// Partition k holds the positions <c>[ceil(k n / p), ceil((k + 1) n / p))</c>, which is <c>floor(i p / n) = k</c>.
/// PBG: <c>Dictionary.get_part_list</c>; the sizes are the same.
/// Differs: partitions are cut with whole numbers. PBG uses floating point, and its importer stops for some numbers
/// (42 names in 14 partitions).
/// </remarks>
internal readonly struct PartitionCut(long count, int partitions)
{
    /// <summary>Rows in all partitions together.</summary>
    public long Count { get; } = count;

    /// <summary>How many partitions, at least 1.</summary>
    public int Partitions { get; } = partitions;

    /// <summary>The position at which a partition begins; <see cref="Count"/> for the one behind the last.</summary>
    public long StartOf(int partition) => ((partition * Count) + Partitions - 1) / Partitions;

    /// <summary>Rows of one partition; may be 0 when there are more partitions than rows.</summary>
    public int SizeOf(int partition) => checked((int)(StartOf(partition + 1) - StartOf(partition)));
}

/// <summary>Random numbers that are the same for a seed on every machine and runtime.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood, 2014) with Lemire's unbiased bound. Not the runtime's generator, because its
/// sequence is no promise and the ids of a graph hang on it.
/// </remarks>
internal sealed class SeededSequence
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts one of many independent sequences of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of them, from 0.</param>
    public SeededSequence(long seed, int stream)
    {
        _state = (ulong)seed;
        _state = Next() ^ ((ulong)stream * Step);
        _state = Next();
    }

    /// <summary>Orders 0 to <c>order.Length - 1</c> at random, each order equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> order)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = (int)Below((uint)i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    /// <summary>The next 64 bits.</summary>
    public long Draw() => (long)Next();

    private uint Below(uint bound)
    {
        ulong product = (Next() >> 32) * bound;
        uint low = (uint)product;
        if (low < bound)
        {
            uint threshold = (0 - bound) % bound;
            while (low < threshold)
            {
                product = (Next() >> 32) * bound;
                low = (uint)product;
            }
        }

        return (uint)(product >> 32);
    }

    private ulong Next()
    {
        _state += Step;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
