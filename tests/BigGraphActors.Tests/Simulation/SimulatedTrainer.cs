using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Simulation;

/// <summary>A trainer: asks ahead while it trains, writes behind, renews, and drops what it has lost.</summary>
internal sealed class SimulatedTrainer(SimulationWorld world, SimulatedNode node)
{
    private readonly List<Work> _works = [];
    private readonly Dictionary<PartitionGeneration, Lineage> _memory = [];
    private SimulatedDisk _disk = new(world, node);
    private long _request;
    private bool _isTogether;
    private bool _knowsEarlier;

    public SimulatedNode Node => node;

    public bool IsOver { get; private set; }

    /// <summary>A process begins: with nothing in memory.</summary>
    public void Start()
    {
        _works.Clear();
        _memory.Clear();
        _disk = new SimulatedDisk(world, node);
        _request = 1;
        _isTogether = world.Happens(0.3);
        _knowsEarlier = world.Happens(0.5);
        IsOver = false;
        Beat();
    }

    public Lineage? CopyOf(PartitionGeneration table) => _memory.GetValueOrDefault(table);

    public void Receive(LockReply reply)
    {
        switch (reply)
        {
            case BucketGranted granted:
                Take(granted);
                break;
            case AskAnew anew when anew.Request == _request:
                _request++;
                break;
            case BucketsChanged:
                Ask();
                break;
            case LeasesRenewed renewed:
                Drop(renewed.Lost);
                Finish(renewed.Completed);
                break;
            case LeasesRevoked revoked:
                Drop(revoked.Terms);
                break;
            case LeasesRefused { IsFinal: true } refused:
                Drop(refused.Terms);
                break;
            case BucketsCompleted completed:
                Finish(completed.Terms);
                break;
            case RunOver:
                IsOver = true;
                break;
        }
    }

    public override string ToString() => $"{node.Name}{(node.IsAlive ? "" : " dead")}{(IsOver ? " over" : "")} "
        + string.Join(",", _works.Select(work => $"{work.Lease.Bucket}{work.Stage}"));

    /// <summary>Once a second: everything that may have been lost is said again.</summary>
    private void Beat()
    {
        _request += world.Happens(world.Faults.Withdrawals) ? 1 : 0;
        Ask();
        if (_works.Count > 0)
        {
            world.SendToLock(node, new RenewLeases(node.Name, [.. _works.Select(work => work.Lease.Term)]));
        }

        HandIn();
        world.Later(node, 1, Beat);
    }

    private void Ask()
    {
        bool isBusy = _works.Any(work => work.Stage < Stage.Trained);
        if (_works.Count < 2)
        {
            world.SendToLock(node, new AcquireBucket(
                _request, node.Name, [.. _works.Select(work => work.Lease.Term)], [.. _memory.Keys], Ahead: isBusy)
            {
                // A process that joined again by itself knows its earlier lives; one that was started anew does not.
                Earlier = _knowsEarlier ? node.EarlierNames : [],
            });
        }
    }

    private void Take(BucketGranted granted)
    {
        if (_works.Any(work => work.Lease.Term == granted.Lease.Term))
        {
            return;
        }

        if (granted.Request != _request)
        {
            world.SendToLock(node, new GiveUpBucket(node.Name, granted.Lease.Term, "not wanted any more", false));
            return;
        }

        _request++;
        world.Taken.Add(granted.Lease.Term);
        Assert.All(granted.Lease.Bases.Select(part => part.Generation).Where(start => !start.IsPublished), start =>
            Assert.True(world.Taken.Contains(start.Term), $"{granted.Lease} builds on a lease that nobody took"));
        _works.Add(new Work(granted.Lease));
        Advance();
    }

    private void Finish(IReadOnlyList<long> terms)
    {
        if (_works.RemoveAll(work => terms.Contains(work.Lease.Term)) > 0)
        {
            Ask();
        }

        Advance();
    }

    /// <summary>Trains the next bucket when none is being trained.</summary>
    private void Advance()
    {
        if (_works.Any(work => work.Stage == Stage.Training)
            || _works.Find(work => work.Stage == Stage.Waiting) is not { } next)
        {
            return;
        }

        next.Stage = Stage.Training;
        foreach (PartitionGeneration part in next.Lease.Bases)
        {
            if (Fetch(part) is not { } lineage)
            {
                GiveUp(next, $"{part} is nowhere", failed: false);
                return;
            }

            next.Tables[part.Partition] = lineage;
        }

        world.Later(node, world.Between(0.2, 3), () => FinishTraining(next));
    }

    private Lineage? Fetch(PartitionGeneration part)
    {
        Lineage? near = CopyOf(part) ?? (world.Happens(0.5) ? world.FindCopy(node, part) : null);
        return near
            ?? GenerationName.Places(part).Select(name => _disk.Content(name)).OfType<Lineage>().FirstOrDefault()
            ?? (part.Generation == Generation.Published(0) ? Lineage.Initial : null);
    }

    private void FinishTraining(Work work)
    {
        if (!_works.Contains(work))
        {
            return;
        }

        if (world.Happens(world.Faults.TrainingFailures))
        {
            GiveUp(work, "the loss is no number", failed: true);
            return;
        }

        GrantedLease lease = work.Lease;
        foreach ((PartitionId part, Lineage lineage) in work.Tables)
        {
            _memory[new PartitionGeneration(part, lease.Produces())] =
                lineage.With(new Trained(lease.Pass, lease.Bucket, lease.Term));
        }

        work.Stage = Stage.Trained;
        world.Later(node, world.Between(0.1, 2), () => WriteBack(work));
        Advance();
        Ask();
    }

    private void WriteBack(Work work)
    {
        if (!_works.Contains(work) || work.Stage != Stage.Trained)
        {
            return;
        }

        try
        {
            foreach (PartitionId part in work.Tables.Keys.Where(part => !IsCovered(work, part)))
            {
                PartitionGeneration table = new(part, work.Lease.Produces());
                if (world.Happens(world.Faults.UnwrittenTables))
                {
                    work.Written.Add(table);
                    continue;
                }

                _disk.Put(GenerationName.Working(table), _memory[table]);
                work.Written.Add(table);
            }
        }
        catch (IOException)
        {
            work.Written.Clear();
            world.Later(node, 1, () => WriteBack(work));
            return;
        }

        work.Stage = Stage.Durable;
        HandIn();
    }

    /// <summary>Whether a later bucket of the same pass, handed in together, will have the partition.</summary>
    private bool IsCovered(Work work, PartitionId part) => _isTogether && _works.Exists(
        later => later.Lease.Term > work.Lease.Term && later.Lease.Pass == work.Lease.Pass
            && later.Stage >= Stage.Training && later.Lease.Bases.Any(table => table.Partition == part));

    private void HandIn()
    {
        FinishedBucket[] finished =
        [
            .. _works.TakeWhile(work => work.Stage == Stage.Durable).Select(work => new FinishedBucket(
                work.Lease.Term,
                [.. work.Written],
                new BucketFigures { Training = new BatchStatistics(10, work.Lease.Term, 0, 0, 0) })),
        ];
        if (finished.Length > 0)
        {
            world.SendToLock(node, new CompleteBuckets(node.Name, finished));
        }
    }

    private void GiveUp(Work work, string reason, bool failed)
    {
        world.SendToLock(node, new GiveUpBucket(node.Name, work.Lease.Term, reason, failed));
        Drop([work.Lease.Term]);
    }

    /// <summary>Forgets leases that have ended, and whatever was trained on top of them.</summary>
    private void Drop(IReadOnlyList<long> terms)
    {
        HashSet<long> gone = [.. terms];
        foreach (Work work in _works)
        {
            if (work.Lease.Bases.Any(table => gone.Contains(table.Generation.Term)))
            {
                gone.Add(work.Lease.Term);
            }
        }

        if (_works.RemoveAll(work => gone.Contains(work.Lease.Term)) > 0)
        {
            foreach (PartitionGeneration table in _memory.Keys.Where(key => gone.Contains(key.Generation.Term)).ToArray())
            {
                _memory.Remove(table);
            }

            WriteWhatNobodyCovers();
            Advance();
            Ask();
        }
    }

    /// <summary>A table that was left to a later bucket is written after all when that one has ended.</summary>
    private void WriteWhatNobodyCovers()
    {
        foreach (Work work in _works.Where(work => work.Stage == Stage.Durable && work.Tables.Keys.Any(part =>
            work.Written.TrueForAll(table => table.Partition != part) && !IsCovered(work, part))))
        {
            work.Stage = Stage.Trained;
            work.Written.Clear();
            world.Later(node, world.Between(0.1, 2), () => WriteBack(work));
        }
    }

    private enum Stage
    {
        Waiting,
        Training,
        Trained,
        Durable,
    }

    private sealed class Work(GrantedLease lease)
    {
        public GrantedLease Lease { get; } = lease;

        public Stage Stage { get; set; }

        public Dictionary<PartitionId, Lineage> Tables { get; } = [];

        public List<PartitionGeneration> Written { get; } = [];
    }
}
