using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Simulation;

/// <summary>Time, messages, the shared directory, and everything that goes wrong, all from one seed.</summary>
internal sealed class SimulationWorld
{
    public const int Seeds = 2;
    private const double QuietAfter = 120;
    private const double Deadline = 1200;
    private const int DeepestStop = 3;

    private readonly Random _random;
    private readonly PriorityQueue<Action, (double Time, long Number)> _events = new();
    private readonly SimulatedNode[] _nodes;
    private readonly SimulatedLock?[] _locks = new SimulatedLock?[Seeds];
    private readonly SimulatedTrainer[] _trainers;
    private readonly Faults _faults;
    private long _eventNumber;
    private int _stopped;
    private int _lastPublished;

    public SimulationWorld(int seed, LockPlan plan, Faults faults, int trainers)
    {
        _random = new Random(seed);
        _faults = faults;
        Plan = plan;
        _nodes = [.. Enumerable.Range(0, Seeds + trainers).Select(index => new SimulatedNode(index))];
        _trainers = [.. _nodes[Seeds..].Select(node => new SimulatedTrainer(this, node))];
    }

    public LockPlan Plan { get; }

    /// <summary>What goes wrong now; nothing any more when the world has become quiet.</summary>
    public Faults Faults => Now < QuietAfter ? _faults : Faults.None;

    public MemoryCheckpointFiles Files { get; } = new();

    public double Now { get; private set; }

    /// <summary>Index of the node that the cluster takes for the lock's.</summary>
    public int Host { get; private set; }

    /// <summary>How the run ended, as the lock said it.</summary>
    public RunEnd? End { get; set; }

    public int Kills { get; private set; }

    /// <summary>Leases that ended without their bucket being done, by reason.</summary>
    public List<EndedRecord> Ended { get; } = [];

    /// <summary>Terms of the leases that their trainers took.</summary>
    public HashSet<long> Taken { get; } = [];

    /// <summary>
    /// Terms that ended without being done, of the leases that their trainers took. A request that is sent again may
    /// be granted after the first answer was that there is no bucket; such a lease goes back at once.
    /// </summary>
    public IEnumerable<long> EndedInHand => Ended.SelectMany(record => record.Terms).Where(Taken.Contains);

    /// <summary>Runs until the run has ended and all trainers know it.</summary>
    public void Run()
    {
        foreach (SimulatedNode node in _nodes)
        {
            Start(node);
        }

        Repeat(1, WatchLock);
        Repeat(_faults.TrainerKills, () => Kill(_nodes[Seeds + Draw(_trainers.Length)]));
        Repeat(_faults.LockKills, () => Kill(_nodes[Host]));
        Repeat(_faults.Pauses, () => _nodes[Draw(_nodes.Length)].PauseUntil(Now + Between(1, 60)));
        Repeat(_faults.Netsplits, Split);
        Repeat(_faults.FullDisks, FillDisk);
        Repeat(_faults.FalseAlarms, () => TellLost(_nodes[Seeds + Draw(_trainers.Length)]));
        RunUntil(Deadline, () => End is not null && _trainers.All(trainer => trainer.IsOver));
        Assert.True(End is not null, $"no end after {Now:F0} s: {Describe()}");
        Assert.True(_trainers.All(trainer => trainer.IsOver), $"trainers that do not know the end: {Describe()}");
    }

    public bool Happens(double probability) => probability > 0 && _random.NextDouble() < probability;

    public double Between(double least, double most) => least + (_random.NextDouble() * (most - least));

    public int Draw(int count) => _random.Next(count);

    /// <summary>
    /// Does something in a process later, unless that process is dead by then; a stopped one does it late.
    /// </summary>
    public void Later(SimulatedNode node, double delay, Action action)
    {
        int life = node.Life;
        At(Now + delay, () => Perform(node, life, action));
    }

    /// <summary>A message between two processes: late, twice or never.</summary>
    public void Send(SimulatedNode from, SimulatedNode to, Action deliver)
    {
        int copies = Happens(Faults.MessageLoss) ? 0 : Happens(Faults.MessageDuplication) ? 2 : 1;
        int life = to.Life;
        for (int copy = 0; copy < copies; copy++)
        {
            At(Now + Between(0.001, Faults.LongestDelay), () =>
            {
                if (from.Side == to.Side)
                {
                    Perform(to, life, deliver);
                }
            });
        }
    }

    /// <summary>To the lock that the sender knows of: usually the right one.</summary>
    public void SendToLock(SimulatedNode from, LockCommand command)
    {
        int host = _nodes[Host].Side == from.Side && !Happens(Faults.MessageLoss) ? Host : 1 - Host;
        Send(from, _nodes[host], () => _locks[host]?.Receive(command));
    }

    public void Forget(SimulatedLock stopped)
    {
        int host = Array.IndexOf(_locks, stopped);
        if (host >= 0)
        {
            _locks[host] = null;
        }
    }

    public void SendToTrainer(SimulatedNode from, NodeName to, LockReply reply)
    {
        if (_nodes.FirstOrDefault(node => node.Name == to) is { } node)
        {
            Send(from, node, () => _trainers[node.Index - Seeds].Receive(reply));
        }
    }

    /// <summary>Copies that trainers have in memory, as the partitions' entities know of them.</summary>
    public Lineage? FindCopy(SimulatedNode from, PartitionGeneration table) => _trainers
        .Where(trainer => trainer.Node.IsAlive && trainer.Node.Side == from.Side)
        .Select(trainer => trainer.CopyOf(table)).FirstOrDefault(copy => copy is not null);

    /// <summary>Stops a process in the middle of what it does, while all others go on.</summary>
    public void StopHere(SimulatedNode node, int life)
    {
        if (_stopped < DeepestStop && !node.IsInTheMiddle)
        {
            _stopped++;
            double until = Now + Between(1, 60);
            node.PauseUntil(until);
            node.IsInTheMiddle = true;
            RunUntil(until, () => false);
            node.IsInTheMiddle &= node.Life != life;
            _stopped--;
        }

        if (!node.IsAlive || node.Life != life)
        {
            throw new ProcessDiedException();
        }
    }

    /// <summary>The version file was switched: what it names must be whole, unmixed, and further than before.</summary>
    public void CheckPublished()
    {
        int version = Files.ReadVersion();
        Assert.True(version == _lastPublished + 1, $"version {version} was published after {_lastPublished}");
        _lastPublished = version;
        Assert.True(Files.Exists(MemoryCheckpointFiles.Model(version)), $"version {version} has no model");
        Dictionary<(long, Bucket), long> terms = [];
        foreach (PartitionId part in Plan.Layout.Buckets.SelectMany(Plan.Layout.PartsOf).Distinct())
        {
            Lineage lineage = Assert.IsType<Lineage>(Files.Content(GenerationName.Published(part, version)));
            Bucket[] touching = [.. Plan.Layout.Buckets.Where(bucket => Plan.Layout.PartsOf(bucket).Contains(part))];
            (long, Bucket)[] expected =
                [.. from pass in Enumerable.Range(0, version) from bucket in touching select ((long)pass, bucket)];
            Assert.Equal(
                expected,
                lineage.Trainings.Select(one => (one.Pass, one.Bucket))
                    .OrderBy(one => one.Pass).ThenBy(one => one.Bucket.Lhs).ThenBy(one => one.Bucket.Rhs));
            Assert.Equal(lineage.Trainings.OrderBy(one => one.Pass), lineage.Trainings);
            foreach (Trained trained in lineage.Trainings)
            {
                terms.TryAdd((trained.Pass, trained.Bucket), trained.Term);
                Assert.Equal(terms[(trained.Pass, trained.Bucket)], trained.Term);
            }
        }
    }

    public string Describe() => string.Join("; ", _locks.Select((host, index) => $"lock {index}: {host}"))
        + "; " + string.Join("; ", _trainers.Select(trainer => trainer.ToString()));

    private void At(double time, Action action) => _events.Enqueue(action, (time, _eventNumber++));

    private void Repeat(double mean, Action action)
    {
        if (mean > 0)
        {
            At(Now + (mean * Between(0.5, 1.5)), () =>
            {
                if (mean == 1 || Now < QuietAfter)
                {
                    action();
                    Repeat(mean, action);
                }
            });
        }
    }

    private void RunUntil(double time, Func<bool> isOver)
    {
        while (!isOver() && _events.TryPeek(out Action? action, out (double Time, long) due) && due.Time <= time)
        {
            _events.Dequeue();
            Now = Math.Max(Now, due.Time);
            action!();
        }

        Now = isOver() ? Now : Math.Max(Now, time);
    }

    private void Perform(SimulatedNode node, int life, Action action)
    {
        if (!node.IsAlive || node.Life != life)
        {
            return;
        }

        if (node.PausedUntil > Now || node.IsInTheMiddle)
        {
            At(Math.Max(node.PausedUntil, Now + 0.5), () => Perform(node, life, action));
            return;
        }

        try
        {
            action();
        }
        catch (ProcessDiedException)
        {
            if (node.Life == life)
            {
                Kill(node);
            }
        }
    }

    private void Start(SimulatedNode node)
    {
        node.Start();
        if (node.Index >= Seeds)
        {
            Later(node, 0, _trainers[node.Index - Seeds].Start);
        }
        else if (node.Index == Host)
        {
            StartLock(node);
        }
    }

    private void StartLock(SimulatedNode node)
    {
        _locks[node.Index] = null;
        Later(node, 0.1, () =>
        {
            try
            {
                SimulatedLock created = new(this, node);
                _locks[node.Index] = created;
                created.Start();
            }
            catch (Exception failure) when (failure is IOException or LedgerFencedException)
            {
                // The disk is full: the cluster tries again when it looks after the lock.
                _locks[node.Index] = null;
            }
        });
    }

    private void Kill(SimulatedNode node)
    {
        if (!node.IsAlive)
        {
            return;
        }

        Kills++;
        TellLost(node);
        node.Die();
        if (node.Index < Seeds)
        {
            _locks[node.Index] = null;
        }

        At(Now + Between(0.5, 15), () => Start(node));
    }

    private void TellLost(SimulatedNode node)
    {
        NodeName name = node.Name;
        At(Now + Between(1, 5), () =>
        {
            for (int host = 0; host < Seeds; host++)
            {
                int to = host;
                Perform(_nodes[to], _nodes[to].Life, () => _locks[to]?.Receive(new NodeLost(name)));
            }
        });
    }

    private void Split()
    {
        foreach (SimulatedNode node in _nodes)
        {
            node.Side = Draw(2);
        }

        At(Now + Between(2, 40), () => Array.ForEach(_nodes, node => node.Side = 0));
    }

    private void FillDisk()
    {
        Files.IsFull = true;
        At(Now + Between(1, 15), () => Files.IsFull = false);
    }

    /// <summary>
    /// What the cluster does: when the lock's node is dead, stopped or with the fewer, the other one takes over; the
    /// old lock is not told.
    /// </summary>
    private void WatchLock()
    {
        SimulatedNode host = _nodes[Host];
        bool isSeen = host.IsAlive && host.PausedUntil <= Now
            && _nodes.Count(node => node.Side == host.Side) * 2 > _nodes.Length;
        SimulatedNode other = _nodes[1 - Host];
        if (!isSeen && other.IsAlive && other.PausedUntil <= Now
            && _nodes.Count(node => node.Side == other.Side) * 2 > _nodes.Length)
        {
            Host = other.Index;
            StartLock(other);
        }
        else if (isSeen && _locks[Host] is null)
        {
            StartLock(host);
        }
    }
}
