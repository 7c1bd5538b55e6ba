namespace BigGraphActors.Storage.Buffers;

/// <summary>A contiguous part of one bucket's edges, in the order of the file.</summary>
/// <remarks>
/// Rows are offsets in the bucket's partitions. A featurised side has -1 in place of its row and its features in
/// <see cref="LhsFeatures"/> or <see cref="RhsFeatures"/>. The caller that reads it disposes it.
/// </remarks>
public sealed class EdgeSlice : IDisposable
{
    /// <summary>Allocates room for edges.</summary>
    /// <param name="count">Edges, 0 or more; at most 2^31 - 1 in one slice.</param>
    /// <param name="weighted">Whether edges carry weights.</param>
    public EdgeSlice(int count, bool weighted)
    {
        Count = count;
        Lhs = new NativeBuffer<int>(count);
        Relation = new NativeBuffer<int>(count);
        Rhs = new NativeBuffer<int>(count);
        Weight = weighted ? new NativeBuffer<float>(count) : null;
    }

    /// <summary>Edges in the slice.</summary>
    public int Count { get; }

    /// <summary>The file it was read from, or empty when it was not; for messages.</summary>
    public string Path { get; init; } = "";

    /// <summary>The number in that file of the slice's first edge; for messages.</summary>
    public long Start { get; init; }

    /// <summary>Left-hand rows, <c>[Count]</c>.</summary>
    public NativeBuffer<int> Lhs { get; }

    /// <summary>Relation numbers, <c>[Count]</c>.</summary>
    public NativeBuffer<int> Relation { get; }

    /// <summary>Right-hand rows, <c>[Count]</c>.</summary>
    public NativeBuffer<int> Rhs { get; }

    /// <summary>Weights, <c>[Count]</c>, or none when every edge weighs 1.</summary>
    public NativeBuffer<float>? Weight { get; }

    /// <summary>Features of a featurised left-hand side; owned by the slice.</summary>
    public FeatureLists? LhsFeatures { get; set; }

    /// <summary>Features of a featurised right-hand side; owned by the slice.</summary>
    public FeatureLists? RhsFeatures { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Lhs.Dispose();
        Relation.Dispose();
        Rhs.Dispose();
        Weight?.Dispose();
        LhsFeatures?.Dispose();
        RhsFeatures?.Dispose();
    }
}

/// <summary>A list of feature rows for each edge of a slice.</summary>
/// <remarks>Edge <c>i</c> has <c>Rows[Offsets[i] .. Offsets[i + 1])</c>; an empty list is legal.</remarks>
public sealed class FeatureLists : IDisposable
{
    /// <summary>Takes over both buffers.</summary>
    /// <param name="offsets"><c>[edges + 1]</c>, first 0, never falling, last <c>rows.Length</c>.</param>
    /// <param name="rows">Concatenated feature rows.</param>
    public FeatureLists(NativeBuffer<int> offsets, NativeBuffer<int> rows)
    {
        Offsets = offsets;
        Rows = rows;
    }

    /// <summary>Where each edge's list begins, <c>[edges + 1]</c>.</summary>
    public NativeBuffer<int> Offsets { get; }

    /// <summary>Feature rows, edge after edge.</summary>
    public NativeBuffer<int> Rows { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Offsets.Dispose();
        Rows.Dispose();
    }
}
