using System.Numerics;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>The edges of all lists, by list, bucket, and stretch of the list.</summary>
/// <remarks>
/// A stream holds the edges of a bucket that lie in a stretch of the list, in no order: word (8 bytes), rows (4 each),
/// weight (4). Stretches are so short that a stream can be put in order within a core's cache. So the order inside a
/// bucket is that of the input, as PBG keeps it.
/// </remarks>
internal sealed class EdgeBuckets : IDisposable
{
    private const int MostStreams = 1 << 14;

    private readonly GraphNumbering _numbering;
    private readonly BucketGrid _grid;
    private readonly bool _spreads;
    private readonly Side[] _sides;

    /// <summary>Lays out the streams.</summary>
    /// <param name="numbering">Final numbers and cuts.</param>
    /// <param name="grid">The buckets.</param>
    /// <param name="spreads">Whether edges of unpartitioned types go to all buckets of that side, and not to bucket 0
    /// as PBG's do. An edge's numbers decide, so that the same edges always lie together.</param>
    /// <param name="lists">The edges and the places of each list, in order.</param>
    /// <param name="memory">What may be used.</param>
    /// <param name="form">How an edge looks.</param>
    /// <param name="store">Where to lay edges aside.</param>
    public EdgeBuckets(
        GraphNumbering numbering,
        BucketGrid grid,
        bool spreads,
        IReadOnlyList<ListPlaces> lists,
        ImportMemory memory,
        EdgeForm form,
        SpillStore store)
    {
        (_numbering, _grid, _spreads, Form) = (numbering, grid, spreads, form);
        _sides = [.. Enumerable.Range(0, numbering.Names.Spaces).Select(SideOf)];
        int first = 0;
        foreach (ListPlaces list in lists)
        {
            Stretches file = Stretches.Of(list, first, grid.Count, MostStreams / lists.Count);
            Files.Add(file);
            first += file.Count * grid.Count;
        }

        Rows = new SpillSet(store, "rows", first, memory.PageBytesFor(first));
    }

    /// <summary>How an edge looks.</summary>
    public EdgeForm Form { get; }

    /// <summary>How each list is cut into stretches.</summary>
    public List<Stretches> Files { get; } = [];

    /// <summary>The streams.</summary>
    public SpillSet Rows { get; }

    /// <summary>The list that a place belongs to.</summary>
    public int FileOf(long place)
    {
        int file = Files.Count - 1;
        while (place < Files[file].FirstPlace)
        {
            file--;
        }

        return file;
    }

    /// <summary>Edges of one bucket of a list.</summary>
    public long CountIn(int file, int bucket)
    {
        long bytes = 0;
        for (int stretch = 0; stretch < Files[file].Count; stretch++)
        {
            bytes += Rows.BytesOf(Files[file].StreamOf(bucket, stretch));
        }

        return bytes / Form.RowBytes;
    }

    /// <summary>Where an edge belongs.</summary>
    /// <param name="word">Place and final relation.</param>
    /// <param name="lhs">Number of the left-hand name in its space.</param>
    /// <param name="rhs">Number of the right-hand name in its space.</param>
    /// <param name="lhsRow">Its row in its partition.</param>
    /// <param name="rhsRow">Its row in its partition.</param>
    public int StreamOf(ulong word, long lhs, long rhs, out int lhsRow, out int rhsRow)
    {
        int relation = EdgeForm.RelationOf(word);
        Side left = _sides[_numbering.Names.LhsSpaceOf(relation)];
        Side right = _sides[_numbering.Names.RhsSpaceOf(relation)];
        int lhsPart = left.PartitionOf(lhs, out lhsRow);
        int rhsPart = right.PartitionOf(rhs, out rhsRow);
        if (_spreads && (left.Starts.Length == 2 || right.Starts.Length == 2))
        {
            uint mixed = Mix(((long)lhsPart << 32) | (uint)lhsRow, ((long)rhsPart << 32) | (uint)rhsRow, relation);
            lhsPart = left.Starts.Length == 2 ? (int)(mixed % _grid.LhsParts) : lhsPart;
            rhsPart = right.Starts.Length == 2 ? (int)((mixed >> 16) % _grid.RhsParts) : rhsPart;
        }

        long place = EdgeForm.SequenceOf(word);
        Stretches file = Files[Files.Count == 1 ? 0 : FileOf(place)];
        return file.StreamOf((lhsPart * _grid.RhsParts) + rhsPart, (int)((place - file.FirstPlace) >> file.Shift));
    }

    /// <summary>The places of a stream.</summary>
    public Stretch StretchOf(int stream)
    {
        Stretches file = Files.Last(one => one.FirstStream <= stream);
        return file.ExtentOf((stream - file.FirstStream) % file.Count);
    }

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();

    /// <summary>A number from an edge, of which all bits depend on all of it (SplitMix64's last steps).</summary>
    private static uint Mix(long lhs, long rhs, int relation)
    {
        ulong mixed = ((ulong)lhs * 0x9E3779B97F4A7C15) ^ ((ulong)rhs * 0xC2B2AE3D27D4EB4F) ^ (uint)relation;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (uint)(mixed >> 32);
    }

    private Side SideOf(int space)
    {
        // A featurised type has one partition, and its bags are not cut.
        PartitionCut cut = _numbering.Names.FeatureTypeOf(space) < 0
            ? _numbering.Cuts[space]
            : new PartitionCut(_numbering.CountOf(space), 1);
        return new Side([.. Enumerable.Range(0, cut.Partitions + 1).Select(cut.StartOf)]);
    }

    /// <summary>How the numbers of a space are cut.</summary>
    /// <param name="Starts">The first number of each partition, and the number behind the last.</param>
    private readonly record struct Side(long[] Starts)
    {
        public int PartitionOf(long number, out int row)
        {
            int partitions = Starts.Length - 1;
            int partition = partitions == 1 ? 0 : (int)(number * partitions / Starts[partitions]);
            row = (int)(number - Starts[partition]);
            return partition;
        }
    }
}

/// <summary>The places that a list's edges have among those of all lists.</summary>
/// <param name="First">The place of its first edge, or before that.</param>
/// <param name="Count">Places; more than there are edges.</param>
/// <param name="Edges">Edges of the list.</param>
internal readonly record struct ListPlaces(long First, long Count, long Edges);

/// <summary>A list cut into stretches of equal length.</summary>
/// <param name="FirstPlace">The first place of the list.</param>
/// <param name="FirstStream">The stream of its first bucket and stretch.</param>
/// <param name="Shift">A stretch has <c>2^Shift</c> places.</param>
/// <param name="Count">Stretches of the list.</param>
internal sealed record Stretches(long FirstPlace, int FirstStream, int Shift, int Count)
{
    private const long EdgesPerStream = 64 * 1024;
    private const int FewestBits = 10;
    private const int MostBits = 31;

    /// <summary>Cuts a list.</summary>
    /// <param name="list">Its places.</param>
    /// <param name="firstStream">The first stream.</param>
    /// <param name="buckets">Buckets of the list.</param>
    /// <param name="mostStreams">About how many streams are allowed.</param>
    public static Stretches Of(ListPlaces list, int firstStream, int buckets, int mostStreams)
    {
        long wanted = Math.Clamp(list.Edges / buckets / EdgesPerStream, 1, Math.Max(1, mostStreams / buckets));
        int shift = Math.Clamp(BitOperations.Log2((ulong)Math.Max(1, list.Count / wanted)) + 1, FewestBits, MostBits);
        return new Stretches(list.First, firstStream, shift, checked((int)(list.Count >> shift) + 1));
    }

    /// <summary>The stream of a bucket and a stretch.</summary>
    public int StreamOf(int bucket, int stretch) => FirstStream + (bucket * Count) + stretch;

    /// <summary>The places of a stretch.</summary>
    public Stretch ExtentOf(int stretch) => new(FirstPlace + ((long)stretch << Shift), Shift);
}

/// <summary>A run of <c>2^Shift</c> places, at most <c>2^31</c>.</summary>
internal readonly record struct Stretch(long First, int Shift);

/// <summary>The buckets of a graph: as many on a side as the most partitions of a type there.</summary>
/// <param name="LhsParts">Partitions on the left.</param>
/// <param name="RhsParts">Partitions on the right.</param>
/// <remarks>PBG: <c>generate_edge_path_files</c>. An unpartitioned type lies in partition 0 of its side.</remarks>
internal readonly record struct BucketGrid(int LhsParts, int RhsParts)
{
    /// <summary>All buckets.</summary>
    public int Count => LhsParts * RhsParts;

    /// <summary>The grid that relations and their types span.</summary>
    public static BucketGrid Of(RunSettings settings)
    {
        Dictionary<string, int> parts = settings.Entities.ToDictionary(
            entity => entity.Key, entity => entity.Value.NumPartitions);
        return new BucketGrid(
            settings.Relations.Max(relation => parts[relation.Lhs]),
            settings.Relations.Max(relation => parts[relation.Rhs]));
    }

    /// <summary>The bucket of an index, row by row.</summary>
    public Bucket BucketAt(int index) => new(index / RhsParts, index % RhsParts);
}
