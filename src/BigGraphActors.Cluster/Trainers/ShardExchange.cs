using System.Collections.Concurrent;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>The exchange of a run with several trainers: all the while, through the parameter shards.</summary>
internal sealed class ShardExchange : ISharedParameters, IDisposable
{
    private readonly Dictionary<PartitionId, EmbeddingTable> _tables;
    private readonly ParameterLoop _loop;
    private readonly ConcurrentDictionary<long, long> _hurries = new();

    /// <summary>Reads where the run begins, offers it to the shards, and begins to exchange.</summary>
    /// <param name="files">The run's directories.</param>
    /// <param name="model">This trainer's shared parameters; filled here.</param>
    /// <param name="settings">Bandwidth and times of the exchange.</param>
    /// <param name="plane">Settings of the data plane.</param>
    /// <param name="node">Asks where a slice is; has shards of its own or not; is told of the exchange, now and then.
    /// </param>
    public ShardExchange(
        RunFiles files,
        SharedModel model,
        ParameterLoopSettings settings,
        DataPlaneSettings plane,
        (Func<int, SliceAddress?> Locate, OwnShards? Own, Action<RunEvent> Publish) node)
    {
        int version = files.Checkpoint.ReadVersion();
        if (MidPassModel.Newest(files) is { } state)
        {
            model.LoadFrom(state);
        }

        _tables = SharedRun.TablesOf(files, version);
        ParameterView view = SharedRun.ViewOf(SharedRun.LayoutOf(files.Plan), model, _tables);
        _loop = new ParameterLoop(
            view,
            settings,
            plane,
            node.Locate,
            report => node.Publish(new ParametersExchanged(
                report.RoundTime.TotalSeconds,
                report.Staleness.TotalSeconds,
                report.Bytes / Math.Max(report.Elapsed.TotalSeconds, 1e-3))),
            node.Own);
    }

    /// <summary>Tables of unpartitioned types, which every trainer has.</summary>
    public IReadOnlyDictionary<PartitionId, EmbeddingTable> SharedTables => _tables;

    /// <inheritdoc/>
    public void Pull(SharedModel model, BucketLease lease) => _loop.Pull(model, lease);

    /// <inheritdoc/>
    /// <remarks>The loop hands on all the while, and goes on now while the tables are written.</remarks>
    public void Push(SharedModel model, BucketLease lease) => _hurries[lease.Term] = _loop.Hurry();

    /// <summary>Waits until the shards have what a bucket has learnt, before the bucket is handed in.</summary>
    /// <param name="term">Term of the bucket's lease.</param>
    /// <param name="stop">Ends the wait; the bucket is not handed in then.</param>
    /// <remarks>From the thread that writes tables, while the next bucket trains.</remarks>
    public void Settle(long term, CancellationToken stop)
    {
        if (_hurries.TryRemove(term, out long hurry))
        {
            _loop.Settle(hurry, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Dispose();
        foreach (EmbeddingTable table in _tables.Values)
        {
            table.Dispose();
        }
    }
}
