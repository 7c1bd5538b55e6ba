using System.Globalization;
using System.Text;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>Makes a trained pass the checkpoint's next version, so that a crash anywhere leaves a whole one.</summary>
/// <remarks>
/// Everything of version N + 1 is on the disk under its own name before the version file is switched, and version N
/// goes after that: at every moment PBG can read what the version file names. Each step can be repeated, and a life of
/// the lock that was replaced stops before the steps that others would see. Blocks its caller for as long as the disk
/// takes. PBG: <c>CheckpointManager</c>. See docs/internals/checkpoint-protocol.md.
/// </remarks>
/// <param name="files">The checkpoint directory.</param>
/// <param name="preservationInterval">Epochs from one snapshot <c>epoch_K</c> to the next, or none.</param>
internal sealed class CheckpointPublisher(ICheckpointFiles files, int? preservationInterval)
{
    private bool _statsAreKnown;

    /// <summary>Puts the directory in order after a start or a takeover, before the first command.</summary>
    /// <param name="begun">The life that begins, after its first record is in the ledger.</param>
    /// <exception cref="LedgerFencedException">When a later life of the lock has begun.</exception>
    /// <remarks>
    /// Finishes the work that a crash behind the switch left undone, and deletes the files that no ledger knows. Files
    /// stay that trainers are writing under leases that live on. The deleted files are useless to later lives of the
    /// lock too, so a process that was stopped in the middle does no harm when it goes on.
    /// </remarks>
    public void Prepare(CheckpointTakeover begun)
    {
        LedgerFence.Guard(files, begun.Incarnation);
        DeleteTables(table => table.Generation.Pass < begun.Published
            || (!begun.HasHistory && LedgerFence.IncarnationOf(table.Generation.Term) < begun.Incarnation));
        if (begun.Published > 0)
        {
            Finish(begun.Published, begun.Position, begun.Next);
        }
    }

    /// <summary>Takes back what was trained and half published since the committed version.</summary>
    /// <param name="begun">The life that begins; nothing of it is in the ledger yet.</param>
    /// <exception cref="LedgerFencedException">When a later life of the lock has begun.</exception>
    /// <remarks>
    /// <para>
    /// A pass that is trained again has other tables than the first time. A table of the first time that has its
    /// version's name already would stand in for one of the second that is lost, and the version would mix both.
    /// </para>
    /// <para>
    /// The tables in the working folder go first: an older life that was stopped while it published finds nothing to
    /// rename. Those with a version's name are not deleted but replaced by an empty file, which a later life takes away
    /// when it begins, as it does with the switch: a process that was stopped here cannot void what a later life has
    /// published. All this is repeated when it was interrupted, since the ledger still names what is missing.
    /// </para>
    /// </remarks>
    public void TakeBack(CheckpointTakeover begun)
    {
        LedgerFence.Guard(files, begun.Incarnation);
        DeleteTables(table => LedgerFence.IncarnationOf(table.Generation.Term) < begun.Incarnation);
        int version = checked((int)begun.Published + 1);
        foreach (PartitionId partition in files.FindPartitions(version))
        {
            Void(GenerationName.Published(partition, version), begun.Incarnation);
        }
    }

    /// <summary>Publishes a pass; does only what is not done yet.</summary>
    /// <param name="publication">What belongs to the version.</param>
    /// <param name="writeShared">
    /// Writes the model and the tables of unpartitioned types that are no part of the publication, at the version it
    /// is given; each file whole or not at all. Called again when a publication is repeated.
    /// </param>
    /// <exception cref="LedgerFencedException">When a later life of the lock has begun: that one publishes.</exception>
    /// <exception cref="IOException">When the disk is full or gone; to be repeated later.</exception>
    /// <exception cref="UnauthorizedAccessException">When the directory is read only; to be repeated later.</exception>
    /// <exception cref="CheckpointMismatchException">When a table is missing: repeating is of no use.</exception>
    public void Publish(Publication publication, Action<int> writeShared)
    {
        int version = checked((int)publication.Version);
        int committed = files.ReadVersion();
        if (committed != version && committed != version - 1)
        {
            throw new CheckpointMismatchException(
                $"version {version} is to be published, but somebody else has set the checkpoint to {committed}");
        }

        if (committed < version)
        {
            LedgerFence.Guard(files, publication.Incarnation);
            foreach (PartitionGeneration table in publication.Tables)
            {
                MoveToVersion(table, version);
            }

            writeShared(version);
            AppendStats(publication);
            Switch(publication.Incarnation, version);
        }

        Finish(version, publication.Position, publication.Next);
        DeleteTables(table => table.Generation.Pass < version);
    }

    /// <summary>Renamed: fine. There already: fine, an earlier attempt did it. Neither: something is lost.</summary>
    private void MoveToVersion(PartitionGeneration table, int version)
    {
        string working = GenerationName.Working(table);
        string published = GenerationName.Published(table.Partition, version);
        if (files.Exists(working))
        {
            files.Move(working, published);
        }
        else if (!files.Exists(published))
        {
            throw new CheckpointMismatchException(
                $"version {version} lacks a table: there is neither {working} nor {published}");
        }
    }

    /// <summary>
    /// The file that will take the version file's name is written before the look for a later life, and a later life
    /// deletes it before it reads the version: a process that is stopped between its look and its renaming finds
    /// nothing to rename when it goes on.
    /// </summary>
    private void Switch(int incarnation, int version)
    {
        string next = LedgerFence.SwitchName(incarnation);
        files.Replace(next, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version}\n")));
        LedgerFence.Guard(files, incarnation);
        files.Move(next, CheckpointDirectory.VersionName);
    }

    private void Void(string name, int incarnation)
    {
        string empty = LedgerFence.VoidName(incarnation);
        files.Replace(empty, []);
        LedgerFence.Guard(files, incarnation);
        try
        {
            files.Move(empty, name);
        }
        catch (IOException)
        {
            // A later life has taken the empty file away.
            LedgerFence.Guard(files, incarnation);
            throw;
        }
    }

    /// <summary>
    /// Adds the pass to <c>training_stats.json</c>. Differs: a crash before the switch adds no pass twice to the
    /// statistics, as it does in PBG.
    /// </summary>
    private void AppendStats(Publication publication)
    {
        TrainingStatsLine[] lines =
        [
            .. TrainingStatistics.LinesOf(
                publication.Position,
                [.. publication.Buckets.Select(done => (done.Bucket, done.Index, done.Report))]),
        ];
        if (!_statsAreKnown)
        {
            // An earlier attempt, perhaps of another process, may have added all or some of them.
            HashSet<TrainingStatsLine> wanted = [.. lines];
            wanted.IntersectWith(files.ReadStats().Where(wanted.Contains));
            lines = [.. lines.Where(line => !wanted.Contains(line))];
        }

        _statsAreKnown = false;
        files.AppendStats(lines);
        _statsAreKnown = true;
    }

    private void Finish(long version, PassPosition position, PassPosition next)
    {
        int committed = checked((int)version);
        if (IsPreserved(next))
        {
            files.Snapshot(next.Epoch, committed, files.FindPartitions(committed));
        }

        if (committed > 1 && !IsPreserved(position))
        {
            files.DeleteVersion(committed - 1);
        }
    }

    /// <summary>PBG: an epoch's first pass on a multiple of the interval starts from a version that is kept.</summary>
    private bool IsPreserved(PassPosition position) => preservationInterval is { } interval
        && position.Epoch % interval == 0 && position.EdgePath == 0 && position.EdgeSlice == 0;

    private void DeleteTables(Func<PartitionGeneration, bool> isObsolete)
    {
        foreach (string name in files.List(GenerationName.Folder))
        {
            bool isLeftover = name.EndsWith(".tmp", StringComparison.Ordinal);
            string whole = isLeftover ? name[..^".tmp".Length] : name;
            if (GenerationName.Parse(whole) is { } table && isObsolete(table))
            {
                files.Delete($"{GenerationName.Folder}/{name}");
            }
        }
    }
}
