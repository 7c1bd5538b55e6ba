namespace Akka.Cluster.Sharding.Protocol;

/// <summary>
/// Decides where shards live. It keeps nothing on disk: a new coordinator learns from the regions what they run, and
/// gives no shard away before each member of the role has answered, or is gone and its margin has passed. A shard is in
/// one of four conditions: nowhere, offered to a region, running there, or being taken away.
/// </summary>
internal sealed class CoordinatorState(UniqueAddress self, long term, ShardingTimes times)
{
    private readonly Dictionary<string, Placement> _shards = [];
    private readonly Dictionary<string, HashSet<UniqueAddress>> _asking = [];
    private readonly HashSet<UniqueAddress> _regions = [];
    private readonly HashSet<UniqueAddress> _without = [];
    private readonly HashSet<UniqueAddress> _closing = [];
    private readonly Dictionary<UniqueAddress, double> _gone = [];
    private HashSet<UniqueAddress>? _mustAnswer;
    private HashSet<UniqueAddress> _members = [];
    private List<CoordinatorEffect> _effects = [];
    private double _nextRepeat;
    private long _epochs;

    private enum Stage
    {
        Offered,
        Running,
        Announcing,
        Stopping,
    }

    /// <summary>
    /// Whether shards may be given away: whoever was there before this coordinator has said what runs there.
    /// </summary>
    public bool IsReady => _mustAnswer?.All(member => _regions.Contains(member) || _without.Contains(member)) == true;

    /// <summary>Regions with their shards, in the order in which they got them.</summary>
    public IReadOnlyDictionary<UniqueAddress, List<string>> Allocations =>
        _regions.Where(region => !_closing.Contains(region))
        .ToDictionary(static region => region, region => _shards.Where(pair => pair.Value.Home == region)
            .OrderBy(static pair => pair.Value.Epoch).Select(static pair => pair.Key).ToList());

    public IReadOnlyCollection<string> Moving =>
        [.. _shards.Where(static pair => pair.Value.Stage is Stage.Announcing or Stage.Stopping)
            .Select(static pair => pair.Key)];

    /// <summary>The members of the role, downed ones too until they are removed.</summary>
    public IReadOnlyList<CoordinatorEffect> Members(IEnumerable<Member> members, double now)
    {
        var next = members.ToDictionary(static member => member.UniqueAddress);
        foreach (var left in _members.Where(member => !next.ContainsKey(member)))
        {
            // Gone after it said so: its entities have stopped. Without: they may go on for a while on the other side.
            _gone[left] = _closing.Contains(left) && !_shards.Values.Any(shard => shard.Home == left)
                ? now
                : now + times.RemovalMargin.TotalMilliseconds;
        }

        _members = [.. next.Keys];
        _mustAnswer ??= [.. next.Keys];
        return Tick(now);
    }

    public IReadOnlyList<CoordinatorEffect> Receive(ShardingMessage message, double now)
    {
        switch (message)
        {
            case Register register when _members.Contains(register.From):
                Add(register);
                break;
            case NoRegion none:
                _without.Add(none.From);
                break;
            case GetShardHome ask when ask.Term == 0 && !_regions.Contains(ask.From):
                // A proxy: it never registers, and may ask all the same.
                Answer(ask);
                break;
            case var other when other.Term != term || !_regions.Contains(other.From):
                break;
            case GetShardHome ask:
                Answer(ask);
                break;
            case ShardStarted started:
                Started(started);
                break;
            case BeginHandOffAck ack:
                Acknowledged(ack);
                break;
            case ShardStopped stopped:
                Stopped(stopped);
                break;
            case GracefulShutdownRequest request:
                _closing.Add(request.From);
                TakeAwayFrom(request.From, now);
                break;
        }

        return Tick(now);
    }

    /// <summary>
    /// The strategy has spoken; if the region went meanwhile, it is asked again when someone asks again.
    /// </summary>
    public IReadOnlyList<CoordinatorEffect> Allocated(string shard, UniqueAddress region)
    {
        if (IsReady && !_shards.ContainsKey(shard) && _regions.Contains(region) && !_closing.Contains(region))
        {
            _shards[shard] = new Placement(region, ++_epochs) { Stage = Stage.Offered };
            Send(region, new HostShard(self, term, shard, _epochs));
        }

        return Finish();
    }

    /// <summary>Moves a shard away from where it runs.</summary>
    public IReadOnlyList<CoordinatorEffect> Move(string shard, double now)
    {
        Announce(shard, now);
        return Finish();
    }

    public IReadOnlyList<CoordinatorEffect> Tick(double now)
    {
        foreach (var (node, due) in _gone.ToList())
        {
            if (now >= due)
            {
                _gone.Remove(node);
                Forget(node);
            }
        }

        if (now >= _nextRepeat)
        {
            _nextRepeat = now + times.RetryInterval.TotalMilliseconds;
            Repeat(now);
        }

        return Finish();
    }

    private void Send(UniqueAddress to, ShardingMessage message) =>
        _effects.Add(new CoordinatorEffect.Send(to, message));

    private void Add(Register register)
    {
        _without.Remove(register.From);
        _regions.Add(register.From);
        foreach (var shard in register.Shards)
        {
            if (!_shards.TryGetValue(shard, out var placed))
            {
                _shards[shard] = new Placement(register.From, 0) { Stage = Stage.Running };
            }
            else if (placed.Home != register.From)
            {
                // Two say that it is theirs; the second gives up.
                Send(register.From, new RegisterAck(self, term));
                Send(register.From, new HandOff(self, term, shard, 0));
            }
        }

        Send(register.From, new RegisterAck(self, term));
    }

    private void Answer(GetShardHome ask)
    {
        if (_shards.TryGetValue(ask.Shard, out var placed))
        {
            if (placed.Stage == Stage.Running)
            {
                Send(ask.From, new ShardHome(self, term, ask.Shard, placed.Epoch, placed.Home));
                return;
            }
        }
        else if (IsReady && Allocations.Count > 0)
        {
            _effects.Add(new CoordinatorEffect.Allocate(ask.Shard, ask.From));
        }

        if (!_asking.TryGetValue(ask.Shard, out var asking))
        {
            _asking[ask.Shard] = asking = [];
        }

        asking.Add(ask.From);
    }

    private void Started(ShardStarted started)
    {
        if (_shards.TryGetValue(started.Shard, out var placed) && placed.Home == started.From
            && placed.Epoch == started.Epoch
            && placed.Stage == Stage.Offered)
        {
            placed.Stage = Stage.Running;
            TellHome(started.Shard, placed);
        }
    }

    private void TellHome(string shard, Placement placed)
    {
        if (_asking.Remove(shard, out var asking))
        {
            foreach (var region in asking)
            {
                Send(region, new ShardHome(self, term, shard, placed.Epoch, placed.Home));
            }
        }
    }

    private void TakeAwayFrom(UniqueAddress region, double now)
    {
        foreach (var shard in _shards.Where(pair => pair.Value.Home == region).Select(static pair => pair.Key).ToList())
        {
            Announce(shard, now);
        }
    }

    private void Announce(string shard, double now)
    {
        if (!_shards.TryGetValue(shard, out var placed) || placed.Stage is Stage.Announcing or Stage.Stopping)
        {
            return;
        }

        placed.Stage = Stage.Announcing;
        placed.Until = now + times.HandOffTimeout.TotalMilliseconds;
        placed.Waiting = [.. _regions];
        foreach (var region in _regions)
        {
            Send(region, new BeginHandOff(self, term, shard));
        }
    }

    private void Acknowledged(BeginHandOffAck ack)
    {
        if (_shards.TryGetValue(ack.Shard, out var placed) && placed.Stage == Stage.Announcing)
        {
            placed.Waiting.Remove(ack.From);
            StopIfAllKnow(ack.Shard, placed);
        }
    }

    private void StopIfAllKnow(string shard, Placement placed)
    {
        if (placed.Waiting.Count == 0)
        {
            placed.Stage = Stage.Stopping;
            Send(placed.Home, new HandOff(self, term, shard, placed.Epoch));
        }
    }

    private void Stopped(ShardStopped stopped)
    {
        if (_shards.TryGetValue(stopped.Shard, out var placed) && placed.Home == stopped.From
            && placed.Epoch == stopped.Epoch)
        {
            _shards.Remove(stopped.Shard);
            AllocateForThoseWhoAsk(stopped.Shard);
        }
    }

    private void AllocateForThoseWhoAsk(string shard)
    {
        if (IsReady && Allocations.Count > 0 && _asking.TryGetValue(shard, out var asking) && asking.Count > 0)
        {
            _effects.Add(new CoordinatorEffect.Allocate(shard, asking.First()));
        }
    }

    private void Forget(UniqueAddress node)
    {
        _regions.Remove(node);
        _mustAnswer?.Remove(node);
        _without.Remove(node);
        _closing.Remove(node);
        foreach (var asking in _asking.Values)
        {
            asking.Remove(node);
        }

        foreach (var (shard, placed) in _shards.ToList())
        {
            if (placed.Home == node)
            {
                _shards.Remove(shard);
                AllocateForThoseWhoAsk(shard);
            }
            else if (placed.Stage == Stage.Announcing && placed.Waiting.Remove(node))
            {
                StopIfAllKnow(shard, placed);
            }
        }
    }

    /// <summary>
    /// Whatever was not answered is said again; what takes too long to announce is given up, and the shard stays.
    /// </summary>
    private void Repeat(double now)
    {
        foreach (var member in _members.Where(member => !_regions.Contains(member)))
        {
            Send(member, new AskToRegister(self, term));
        }

        foreach (var (shard, placed) in _shards.ToList())
        {
            switch (placed.Stage)
            {
                case Stage.Offered:
                    Send(placed.Home, new HostShard(self, term, shard, placed.Epoch));
                    break;
                case Stage.Announcing when now >= placed.Until && !_closing.Contains(placed.Home):
                    placed.Stage = Stage.Running;
                    TellHome(shard, placed);
                    break;
                case Stage.Announcing:
                    placed.Waiting.ToList().ForEach(region => Send(region, new BeginHandOff(self, term, shard)));
                    break;
                case Stage.Stopping:
                    Send(placed.Home, new HandOff(self, term, shard, placed.Epoch));
                    break;
            }
        }

        foreach (var region in _closing.ToList())
        {
            TakeAwayFrom(region, now);
        }

        foreach (var shard in _asking.Keys.Where(shard => !_shards.ContainsKey(shard)).ToList())
        {
            AllocateForThoseWhoAsk(shard);
        }
    }

    private List<CoordinatorEffect> Finish() => Interlocked.Exchange(ref _effects, []);

    private sealed class Placement(UniqueAddress home, long epoch)
    {
        public UniqueAddress Home { get; } = home;

        /// <summary>Grows with each placement under this coordinator; 0 for what ran before it.</summary>
        public long Epoch { get; } = epoch;

        public Stage Stage { get; set; }

        public double Until { get; set; }

        public HashSet<UniqueAddress> Waiting { get; set; } = [];
    }
}
