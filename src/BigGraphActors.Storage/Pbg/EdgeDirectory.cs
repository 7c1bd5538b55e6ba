using System.Globalization;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Reads and writes the edges of buckets (one of PBG's <c>edge_paths</c>): <c>edges_LHS_RHS.h5</c>.</summary>
/// <remarks>PBG: <c>FileEdgeStorage</c>. For the datasets see docs/reference/file-formats.md.</remarks>
public sealed class EdgeDirectory
{
    /// <summary>Names the folder, without touching it.</summary>
    /// <param name="location">A path or a <c>file://</c> address.</param>
    public EdgeDirectory(string location) => Root = StoragePath.Resolve(location);

    /// <summary>Absolute path of the folder.</summary>
    public string Root { get; }

    /// <summary>Edge slices of every bucket of a run.</summary>
    /// <param name="settings">Edge paths, <c>num_edge_chunks</c> and <c>max_edges_per_chunk</c>.</param>
    /// <exception cref="DirectoryNotFoundException">When an edge path does not exist.</exception>
    /// <remarks>
    /// PBG: without <c>num_edge_chunks</c>, by the edges of bucket (0, 0) and <c>max_edges_per_chunk</c>.
    /// </remarks>
    public static int SliceCountOf(RunSettings settings)
    {
        if (settings.NumEdgeChunks is { } count)
        {
            return count;
        }

        long most = settings.EdgePaths.Max(path => new EdgeDirectory(path).CountEdges(new Bucket(0, 0)));
        return (int)Math.Max(1, (most + settings.MaxEdgesPerChunk - 1) / settings.MaxEdgesPerChunk);
    }

    /// <summary>Makes the folder, with its parents, where it is missing.</summary>
    public void Prepare() => Directory.CreateDirectory(Root);

    /// <summary>Where a bucket's edges stand.</summary>
    public string PathOf(Bucket bucket) =>
        Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"edges_{bucket.Lhs}_{bucket.Rhs}.h5"));

    /// <summary>The buckets that have a file, by left-hand, then right-hand partition.</summary>
    /// <exception cref="DirectoryNotFoundException">When the folder is missing.</exception>
    public IReadOnlyList<Bucket> FindBuckets() => Directory.EnumerateFiles(Root, "edges_*.h5")
        .Select(path => Parse(Path.GetFileNameWithoutExtension(path)))
        .OfType<Bucket>()
        .OrderBy(bucket => bucket.Lhs).ThenBy(bucket => bucket.Rhs)
        .ToList();

    /// <summary>Edges in a bucket; 0 where it has no file.</summary>
    /// <exception cref="DirectoryNotFoundException">When the folder itself is missing.</exception>
    /// <exception cref="CorruptFileException">When the file is damaged.</exception>
    public long CountEdges(Bucket bucket)
    {
        using EdgeFile? file = TryOpen(bucket);
        return file?.Count ?? 0;
    }

    /// <summary>Edges in each slice of a bucket; zeros where it has no file.</summary>
    /// <param name="bucket">The pair of partitions whose edges are counted.</param>
    /// <param name="sliceCount">In how many the bucket is cut.</param>
    /// <exception cref="DirectoryNotFoundException">When the folder itself is missing.</exception>
    /// <exception cref="CorruptFileException">When the file is damaged.</exception>
    public IReadOnlyList<long> CountSlices(Bucket bucket, int sliceCount)
    {
        long edges = CountEdges(bucket);
        return [.. Enumerable.Range(0, sliceCount).Select(slice => SliceOf(edges, slice, sliceCount).Count)];
    }

    /// <summary>Reads a bucket, or one of several slices of it.</summary>
    /// <param name="bucket">Which; without a file it is empty.</param>
    /// <param name="sliceIndex">Which slice, from 0.</param>
    /// <param name="sliceCount">In how many the bucket is cut (PBG's <c>num_edge_chunks</c>).</param>
    /// <param name="limits">What rows and relations must stay below.</param>
    /// <returns>Edges in the file's order; the caller disposes them.</returns>
    /// <exception cref="DirectoryNotFoundException">When the folder itself is missing.</exception>
    /// <exception cref="CorruptFileException">When the file is damaged or breaks a limit.</exception>
    /// <exception cref="InvalidOperationException">When a slice would have more than 2^31 - 1 edges.</exception>
    public EdgeSlice Read(Bucket bucket, int sliceIndex = 0, int sliceCount = 1, EdgeLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sliceCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sliceIndex, (uint)sliceCount, nameof(sliceIndex));

        // Differs: a bucket without a file is empty. PBG stops, although its importer makes no files for empty buckets.
        using EdgeFile? file = TryOpen(bucket);
        if (file is null)
        {
            return new EdgeSlice(0, weighted: false);
        }

        (long start, long count) = SliceOf(file.Count, sliceIndex, sliceCount);
        if (count > int.MaxValue - 1)
        {
            throw new InvalidOperationException(
                $"{PathOf(bucket)}: a slice of {count:N0} edges is too large; raise num_edge_chunks to "
                + $"{(file.Count / int.MaxValue) + 1} or more");
        }

        return file.Read(start, (int)count, limits ?? EdgeLimits.None);
    }

    /// <summary>Starts a new file for a bucket; it takes the place of an older one when it is completed.</summary>
    /// <param name="bucket">The pair of partitions whose edges are written.</param>
    /// <param name="weighted">Whether each edge will come with a weight.</param>
    public EdgeBucketWriter CreateWriter(Bucket bucket, bool weighted = false) => new(PathOf(bucket), weighted);

    /// <summary>Writes a bucket whose edges are counted, in the place of an older file when it is whole.</summary>
    /// <param name="bucket">The pair of partitions whose edges are written.</param>
    /// <param name="weighted">Whether each edge comes with a weight.</param>
    /// <param name="count">Edges that will come.</param>
    /// <param name="write">Appends all of them.</param>
    /// <exception cref="IOException">When the disk is full: the bucket's older file still stands.</exception>
    internal void Write(Bucket bucket, bool weighted, long count, Action<CountedBucket> write) =>
        CountedBucket.Write(PathOf(bucket), weighted, count, write);

    /// <summary>Where a slice begins and how many edges it has.</summary>
    internal static (long Start, long Count) SliceOf(long edgeCount, int sliceIndex, int sliceCount)
    {
        // Differs: the last slices of a small bucket are empty. PBG fails there (5 edges in 4 slices).
        long size = (edgeCount + sliceCount - 1) / sliceCount;
        long start = Math.Min(sliceIndex * size, edgeCount);
        return (start, Math.Min(size, edgeCount - start));
    }

    private EdgeFile? TryOpen(Bucket bucket)
    {
        string path = PathOf(bucket);
        if (File.Exists(path))
        {
            return new EdgeFile(path);
        }

        return Directory.Exists(Root)
            ? null
            : throw new DirectoryNotFoundException($"{Root}: no folder with edges is here; import the graph first");
    }

    private static Bucket? Parse(string name) =>
        name.Split('_') is ["edges", string lhs, string rhs]
        && int.TryParse(lhs, NumberStyles.None, CultureInfo.InvariantCulture, out int left)
        && int.TryParse(rhs, NumberStyles.None, CultureInfo.InvariantCulture, out int right)
            ? new Bucket(left, right)
            : null;
}
