using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Storage.Import;

/// <summary>
/// Writes the pieces of an imported graph; the one for use writes PBG's files, tests have one that fails.
/// </summary>
internal interface IGraphFiles
{
    /// <summary>Writes count and names of one partition.</summary>
    void WriteEntities(string directory, PartitionId partition, NameList names);

    /// <summary>Writes the relations' names, and their count when they are dynamic.</summary>
    void WriteRelations(string directory, NameList names, bool isDynamic);

    /// <summary>Writes the edges of one bucket, also when it has none.</summary>
    /// <param name="directory">Where to; exists.</param>
    /// <param name="bucket">The pair of partitions that the edges belong to.</param>
    /// <param name="weighted">Whether the runs have weights.</param>
    /// <param name="runs">The edges in order.</param>
    void WriteBucket(string directory, Bucket bucket, bool weighted, IEnumerable<SortedRun> runs);
}
