using System.Diagnostics;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>
/// The cluster's answer to <see cref="IPartitionStore"/>: memory of this node, of another, or a file.
/// </summary>
/// <remarks>
/// A table that this node trained last is lent without a copy. A table is written to disk before it is announced;
/// the memory is only the faster way to the same bytes.
/// </remarks>
internal sealed class GenerationStore : IPartitionStore
{
    private static readonly TimeSpan LendPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CopyPatience = TimeSpan.FromMinutes(5);
    private readonly TrainerNode _node;
    private readonly ModelPlan _plan;
    private readonly GenerationDirectory _files;
    private readonly ICopies _copies;
    private readonly InitialTables _initial;
    private readonly Func<PassPosition, CheckpointMetadata> _metadataOf;

    public GenerationStore(TrainerNode node, TrainerFiles trainer)
    {
        RunFiles files = trainer.Files;
        _node = node;
        _copies = trainer.Copies;
        _plan = files.Plan;
        _files = files.Generations;
        _initial = files.Initial;
        _metadataOf = files.MetadataOf;
    }

    /// <inheritdoc/>
    public EmbeddingTable CheckOut(BucketLease lease, PartitionId partition)
    {
        Generation start = lease.Bases.First(part => part.Partition == partition).Generation;
        if (_node.Cache.TryTake(partition, start, LendPatience) is { } own)
        {
            return own;
        }

        PartitionAt? at = _node.Queries.Locate(new LocatePartition(partition, start, lease.Term));
        if (at?.HighestTerm > lease.Term)
        {
            throw new LeaseLostException(
                $"{partition} was given to another trainer, with term {at.HighestTerm}, after this one's {lease.Term}");
        }

        EntityType type = _plan.TypeOf(partition.EntityType);
        EmbeddingTable table = Rent(type.Counts[partition.Index], type.Dim);
        try
        {
            Fill(table, new PartitionGeneration(partition, start), at?.Holder);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public EmbeddingTable Rent(long rowCount, int dim) => _node.Spare.Rent(rowCount, dim);

    /// <inheritdoc/>
    public void CheckIn(BucketLease lease, PartitionId partition, EmbeddingTable table)
    {
        Generation produced = lease.Produces();
        try
        {
            _files.Write(
                partition,
                produced,
                table,
                _metadataOf(lease.Position),
                new EmbeddingOptimizerState(_plan.Settings.Lr));
            WhileLeased(stop => _copies.Spread(new PartitionGeneration(partition, produced), stop));
        }
        catch
        {
            table.Dispose();
            throw;
        }

        _node.Publish(new TableCheckedIn(partition, IdleRows.Count(table)));
        _node.Cache.ForgetOlder(partition, produced);
        _node.Cache.Put(partition, produced, table);
        PartitionRecorded? answer = _node.Queries.Record(
            new RecordPartition(partition, produced, _node.Name.Value));
        if (answer is { IsRefused: true })
        {
            throw new LeaseLostException(
                $"{partition} of term {lease.Term} is not taken: term {answer.HighestTerm} has been given out since");
        }
    }

    private void Fill(EmbeddingTable table, PartitionGeneration wanted, string? holder)
    {
        long started = Stopwatch.GetTimestamp();
        if (holder is not null && holder != _node.Name.Value && TryFetch(table, wanted, holder))
        {
            PublishMove(table, wanted, holder, started);
        }
        else if (_files.TryRead(wanted.Partition, wanted.Generation, table))
        {
            TrainingDivergedException.ThrowIfBroken(
                table, $"the table of {wanted.Partition} in {_plan.Settings.CheckpointPath}");
            PublishMove(table, wanted, "", started);
        }
        else if (wanted.Generation == Generation.Published(0))
        {
            _initial.Fill(wanted.Partition, table);
        }
        else if (TryBring(wanted) && _files.TryRead(wanted.Partition, wanted.Generation, table))
        {
            PublishMove(table, wanted, "", started);
        }
        else if (!_node.Lock.Confirm(_node.Stop))
        {
            throw new LeaseLostException($"the lease ended, and with it the table of {wanted.Partition} went");
        }
        else
        {
            // Differs: a missing table is an error. PBG starts it anew without a word.
            throw new CheckpointMismatchException(
                $"checkpoint {_plan.Settings.CheckpointPath} has no table of {wanted.Partition} at "
                + $"{wanted.Generation}, which its ledger names");
        }
    }

    private bool TryBring(PartitionGeneration wanted)
    {
        bool isHere = false;
        WhileLeased(stop => isHere = _copies.TryBring(wanted, CopyPatience, stop));
        return isHere;
    }

    /// <summary>Waits for other nodes, as long as the leases that it is done for live.</summary>
    private void WhileLeased(Action<CancellationToken> wait)
    {
        CancellationToken lost = _node.Lock.LeaseLost;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(_node.Stop, lost);
        try
        {
            wait(ending.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw new LeaseLostException("the lease ended while a copy was waited for");
        }
    }

    private bool TryFetch(EmbeddingTable table, PartitionGeneration wanted, string holder)
    {
        TransferTicket? ticket = _node.Queries.Request(holder, wanted.Partition, wanted.Generation);
        return ticket is not null && _node.Client.Fetch(ticket, table, null, _node.Stop).IsWhole;
    }

    private void PublishMove(EmbeddingTable table, PartitionGeneration moved, string source, long started) =>
        _node.Publish(new PartitionMoved(
            moved.Partition,
            moved.Generation,
            source,
            (table.Values.Length + table.RowSums.Length) * sizeof(float),
            Stopwatch.GetElapsedTime(started).TotalSeconds));
}
