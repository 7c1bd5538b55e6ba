using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>The files of a checkpoint directory, as ledger and publication use them.</summary>
/// <remarks>
/// Each call is durable when it returns, and done or not done when it fails or the process dies in it; only
/// <see cref="Append"/> and <see cref="AppendStats"/> may leave a part of what they write. Names are relative to the
/// directory, with slashes. One answer is the disk, the other the simulation's memory, which fails on purpose.
/// </remarks>
internal interface ICheckpointFiles
{
    /// <summary>
    /// Whether there is such a file, and it is not empty: an empty one takes the place of a table that is void.
    /// </summary>
    bool Exists(string name);

    /// <summary>Names of the files in a folder, without it; none where there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>A file's bytes, or none where there is no such file.</summary>
    byte[]? TryRead(string name);

    /// <summary>Makes an empty file, with its folder; false when somebody else was first.</summary>
    bool TryCreate(string name);

    /// <summary>Writes to the end of a file.</summary>
    /// <param name="name">Path below the checkpoint directory; the file must exist.</param>
    /// <param name="end">
    /// Bytes in it that count; what a failed call left behind them is replaced, so a failed call can be repeated.
    /// </param>
    /// <param name="bytes">On the disk when this returns.</param>
    void Append(string name, long end, byte[] bytes);

    /// <summary>Replaces a file.</summary>
    void Replace(string name, byte[] bytes);

    /// <summary>
    /// Renames a file over what may be there; fails with an <see cref="IOException"/> when it is gone.
    /// </summary>
    void Move(string from, string to);

    /// <summary>Deletes a file, where it is there.</summary>
    void Delete(string name);

    /// <summary>The committed version.</summary>
    int ReadVersion();

    /// <summary>The lines of <c>training_stats.json</c>.</summary>
    IEnumerable<TrainingStatsLine> ReadStats();

    /// <summary>Adds lines to it.</summary>
    void AppendStats(IReadOnlyList<TrainingStatsLine> lines);

    /// <summary>Keeps a version as <c>epoch_K</c>; may be repeated.</summary>
    void Snapshot(int epochNumber, int version, IReadOnlyList<PartitionId> partitions);

    /// <summary>Tables that have a file of a version.</summary>
    IReadOnlyList<PartitionId> FindPartitions(int version);

    /// <summary>Deletes a version's files; may be repeated.</summary>
    void DeleteVersion(int version);
}
