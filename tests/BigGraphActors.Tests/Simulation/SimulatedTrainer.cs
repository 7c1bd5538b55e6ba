using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Simulation;

/// <summary>
/// A trainer: what it says to the lock, and what it makes of the answers, is <see cref="LockClientState"/>'s; only its
/// threads, its memory and its files are simulated.
/// </summary>
/// <remarks>
/// Prefetches while it trains, writes behind, and begins anew when it hears that a lease is lost. Some trainers ask as
/// the program's loop does, after the bucket before is handed in; others at any time, which the lock allows as well.
/// Some leave a table to a later bucket of the same hand-in.
/// </remarks>
internal sealed class SimulatedTrainer(SimulationWorld world, SimulatedNode node)
{
    private const int MostBuckets = 2;
    private readonly List<Work> _works = [];
    private readonly Dictionary<PartitionGeneration, Lineage> _memory = [];
    private SimulatedDisk _disk = new(world, node);
    private LockClientState _client = new() { Trainer = node.Name };
    private bool _isTogether;
    private bool _isEager;
    private bool _isEnding;

    public SimulatedNode Node => node;

    public bool IsOver => _client.End is not null;

    /// <summary>A process begins: with nothing in memory.</summary>
    public void Start()
    {
        _works.Clear();
        _memory.Clear();
        _disk = new SimulatedDisk(world, node);
        _isTogether = world.Happens(0.3);
        _isEager = world.Happens(0.5);
        _isEnding = false;

        // A process that joined again by itself knows its earlier lives; one that was started anew does not.
        _client = new LockClientState
        {
            Trainer = node.Name,
            Earlier = world.Happens(0.5) ? node.EarlierNames : [],
        };
        Beat();
    }

    public Lineage? CopyOf(PartitionGeneration table) => _memory.GetValueOrDefault(table);

    public void Receive(LockReply reply)
    {
        bool hasAsked = _client.Asked is not null;
        (_client, bool isUrgent) = _client.Apply(reply);
        if (isUrgent)
        {
            Send(_client.Outstanding);
        }

        if (hasAsked && _client is { Asked: null, Granted: { } lease })
        {
            Take(lease);
        }

        if (!_client.Lost.IsEmpty && !_isEnding)
        {
            // Its threads notice at the next batch.
            _isEnding = true;
            world.Later(node, world.Between(0, 1), () => BeginAnew("a lease is lost"));
        }

        if (_works.RemoveAll(IsDone) > 0)
        {
            Ask();
        }
    }

    public override string ToString() => $"{node.Name}{(node.IsAlive ? "" : " dead")}{(IsOver ? " over" : "")} "
        + string.Join(",", _works.Select(work => $"{work.Lease.Bucket}{work.Stage}"))
        + $" {string.Join(',', _client.Outstanding.Select(command => command.GetType().Name))}";

    /// <summary>Once a second: everything that may have been lost is said again.</summary>
    private void Beat()
    {
        if (world.Happens(world.Faults.Withdrawals))
        {
            _client = _client.Withdraw();
        }

        Ask();
        Send(_client.Repeated);
        world.Later(node, 1, Beat);
    }

    private void Send(IEnumerable<LockCommand> commands)
    {
        foreach (LockCommand command in commands)
        {
            world.SendToLock(node, command);
        }
    }

    private void Ask()
    {
        bool isWriting = _works.Any(work => work.Stage >= Stage.Trained);
        if (IsOver || _isEnding || _client.Asked is not null || _works.Count >= MostBuckets || (isWriting && !_isEager))
        {
            return;
        }

        _client = _client.Ask([.. _memory.Keys], prefetch: _works.Any(work => work.Stage < Stage.Trained));
        Send(_client.Outstanding);
    }

    private void Take(BucketLease lease)
    {
        world.Taken.Add(lease.Term);
        Assert.All(lease.Bases.Select(part => part.Generation).Where(start => !start.IsPublished), start =>
            Assert.True(world.Taken.Contains(start.Term), $"{lease} builds on a lease that nobody took"));
        _works.Add(new Work(lease));
        Advance();
    }

    private bool IsDone(Work work) => work.HandIn is { } handIn && !_client.HandedIn.Contains(handIn)
        && !_client.Lost.Contains(handIn.Term);

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
                BeginAnew($"{part} is nowhere");
                return;
            }

            next.Tables[part.Partition] = lineage;
        }

        world.Later(node, world.Between(0.2, 3), () => FinishTraining(next));
        Ask();
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
            BeginAnew("the loss is no number", blamed: work);
            return;
        }

        BucketLease lease = work.Lease;
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

    /// <summary>Hands in what is durable, in the order of training.</summary>
    private void HandIn()
    {
        foreach (Work work in _works.TakeWhile(work => work.Stage == Stage.Durable).Where(work => work.HandIn is null))
        {
            work.HandIn = new FinishedBucket(
                work.Lease.Term,
                [.. work.Written],
                new BucketReport { Training = new BatchStatistics(10, work.Lease.Term, 0, 0, 0) });
            _client = _client.HandIn(work.HandIn);
        }

        Send(_client.Outstanding);
    }

    /// <summary>The loop ends, gives back what it has in hand, and begins again with nothing.</summary>
    private void BeginAnew(string reason, Work? blamed = null)
    {
        foreach (Work work in _works)
        {
            _client = _client.GiveUp(work.Lease.Term, reason, failed: work == blamed);
        }

        _works.Clear();
        _isEnding = false;
        _client = _client.Withdraw().Forget();
        Ask();
        Send(_client.Outstanding);
    }

    private enum Stage
    {
        Waiting,
        Training,
        Trained,
        Durable,
    }

    private sealed class Work(BucketLease lease)
    {
        public BucketLease Lease { get; } = lease;

        public Stage Stage { get; set; }

        public Dictionary<PartitionId, Lineage> Tables { get; } = [];

        public List<PartitionGeneration> Written { get; } = [];

        public FinishedBucket? HandIn { get; set; }
    }
}
