namespace BigGraphActors.Storage.Import;

/// <summary>Cuts a sequence of rows into partitions whose sizes differ by at most one.</summary>
/// <remarks>
/// Partition k holds the positions <c>[ceil(k n / p), ceil((k + 1) n / p))</c>, which is <c>floor(i p / n) = k</c>.
/// PBG: <c>Dictionary.get_part_list</c>; the sizes are the same.
/// Differs: whole numbers instead of floating point, so that the two formulas agree for every n and p; PBG's
/// importer stops on an assertion for some (42 names in 14 partitions).
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
