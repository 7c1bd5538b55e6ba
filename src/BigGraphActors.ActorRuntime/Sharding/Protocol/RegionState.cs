namespace Akka.Cluster.Sharding.Protocol;

/// <summary>What one node knows of where shards live, and which run here.</summary>
/// <remarks>A proxy is a region that never registers: it asks and passes on.</remarks>
internal sealed class RegionState(UniqueAddress self, bool isProxy, ShardingTimes times)
{
    private readonly Dictionary<string, long> _running = [];
    private readonly Dictionary<string, long> _stopping = [];
    private readonly Dictionary<string, long> _ended = [];
    private readonly Dictionary<string, UniqueAddress> _homes = [];
    private readonly HashSet<string> _wanted = [];
    private List<RegionEffect> _effects = [];
    private UniqueAddress? _coordinator;
    private long _term;
    private double _nextRepeat;
    private bool _closing;
    private bool _closed;

    /// <summary>Shards whose entities may run here, those that are stopping too.</summary>
    public IEnumerable<string> Active => _running.Keys.Union(_stopping.Keys);

    /// <summary>Whether entities of this shard may run here.</summary>
    public bool IsActive(string shard) => _running.ContainsKey(shard) || _stopping.ContainsKey(shard);

    /// <summary>The node of the coordinator, by what is believed now; null for none.</summary>
    public IReadOnlyList<RegionEffect> Coordinator(UniqueAddress? node, double now)
    {
        if (node != _coordinator)
        {
            (_coordinator, _term, _nextRepeat) = (node, 0, now);
        }

        return Tick(now);
    }

    /// <summary>The members that are there; homes on others are forgotten.</summary>
    public void Members(IReadOnlySet<UniqueAddress> members)
    {
        foreach (var (shard, home) in _homes.ToList())
        {
            if (!members.Contains(home))
            {
                _homes.Remove(shard);
            }
        }
    }

    /// <summary>Where a message for a shard goes.</summary>
    /// <returns>Self to deliver here, another node to pass on, null to keep it: an effect will say when.</returns>
    public UniqueAddress? Route(string shard)
    {
        if (_running.ContainsKey(shard))
        {
            return self;
        }

        if (!_stopping.ContainsKey(shard) && _homes.TryGetValue(shard, out var home) && home != self)
        {
            return home;
        }

        if (_wanted.Add(shard))
        {
            Ask(shard);
        }

        return null;
    }

    public IReadOnlyList<RegionEffect> Receive(ShardingMessage message, double now)
    {
        switch (message)
        {
            case RegisterAck ack when ack.From == _coordinator && ack.Term > _term:
                Obey(ack.Term);
                break;
            case AskToRegister ask when isProxy:
                _effects.Add(new RegionEffect.Send(ask.From, new NoRegion(self)));
                break;
            case AskToRegister ask when ask.From == _coordinator && ask.Term != _term:
                SendRegister();
                break;
            case var other when other.From != _coordinator || (!isProxy && other.Term != _term):
                // Of a coordinator that is no more, or that does not know yet what runs here.
                break;
            case ShardHome home:
                Learn(home);
                break;
            case HostShard host when !_closing:
                Host(host.Shard, host.Epoch);
                break;
            case BeginHandOff begin:
                _homes.Remove(begin.Shard);
                _effects.Add(new RegionEffect.Send(begin.From, new BeginHandOffAck(self, _term, begin.Shard)));
                break;
            case HandOff order:
                GiveUp(order);
                break;
        }

        return Tick(now);
    }

    /// <summary>No entity of the shard runs any more.</summary>
    public IReadOnlyList<RegionEffect> ShardStopped(string shard, double now)
    {
        if (_stopping.Remove(shard, out var epoch))
        {
            ToCoordinator(new ShardStopped(self, _term, shard, epoch));
        }

        return Tick(now);
    }

    /// <summary>Hand everything over; <see cref="RegionEffect.Closed"/> says when it is.</summary>
    public IReadOnlyList<RegionEffect> Close(double now)
    {
        _closing = true;
        _nextRepeat = now;
        return Tick(now);
    }

    public IReadOnlyList<RegionEffect> Tick(double now)
    {
        if (_closing && !_closed && _running.Count == 0 && _stopping.Count == 0)
        {
            _closed = true;
            _effects.Add(new RegionEffect.Closed());
        }

        if (now >= _nextRepeat)
        {
            _nextRepeat = now + times.RetryInterval.TotalMilliseconds;
            if (_term == 0 && !isProxy)
            {
                SendRegister();
            }
            else
            {
                _wanted.ToList().ForEach(Ask);
            }

            if (_closing && !_closed)
            {
                ToCoordinator(new GracefulShutdownRequest(self, _term));
            }
        }

        return Finish();
    }

    private void SendRegister() => ToCoordinator(new Register(self, [.. Active]));

    private void Ask(string shard) => ToCoordinator(new GetShardHome(self, _term, shard));

    private void ToCoordinator(ShardingMessage message)
    {
        if (_coordinator is not null)
        {
            _effects.Add(new RegionEffect.Send(_coordinator, message));
        }
    }

    private void Learn(ShardHome home)
    {
        if (home.Home == self)
        {
            // The offer was lost, or this region began anew and has forgotten.
            if (!isProxy && !_closing)
            {
                Host(home.Shard, home.Epoch);
            }

            return;
        }

        if (!_running.ContainsKey(home.Shard) && !_stopping.ContainsKey(home.Shard))
        {
            _homes[home.Shard] = home.Home;
            _wanted.Remove(home.Shard);
            _effects.Add(new RegionEffect.Release(home.Shard, home.Home));
        }
    }

    /// <summary>What ran before is, to a new coordinator, of epoch 0; what ended before it is forgotten.</summary>
    private void Obey(long term)
    {
        _term = term;
        _ended.Clear();
        foreach (var shard in _running.Keys.ToList())
        {
            _running[shard] = 0;
        }

        foreach (var shard in _stopping.Keys.ToList())
        {
            _stopping[shard] = 0;
        }

        _wanted.ToList().ForEach(Ask);
    }

    private void Host(string shard, long epoch)
    {
        if (_stopping.ContainsKey(shard))
        {
            return;
        }

        if (epoch <= _ended.GetValueOrDefault(shard, -1))
        {
            // An order from before the end. Saying so frees a shard that a late registration has put here.
            ToCoordinator(new ShardStopped(self, _term, shard, epoch));
            return;
        }

        if (_running.TryAdd(shard, epoch))
        {
            _homes.Remove(shard);
            _wanted.Remove(shard);
            _effects.Add(new RegionEffect.StartShard(shard));
        }

        ToCoordinator(new ShardStarted(self, _term, shard, epoch));
    }

    private void GiveUp(HandOff order)
    {
        _homes.Remove(order.Shard);
        if (_running.TryGetValue(order.Shard, out var epoch) && epoch > order.Epoch)
        {
            return;
        }

        // The latest that ended: an earlier order may come after a later one, and must not let the later begin again.
        _ended[order.Shard] = Math.Max(order.Epoch, _ended.GetValueOrDefault(order.Shard, -1));
        if (_running.Remove(order.Shard))
        {
            _stopping[order.Shard] = order.Epoch;
            _effects.Add(new RegionEffect.StopShard(order.Shard));
        }
        else if (!_stopping.ContainsKey(order.Shard))
        {
            ToCoordinator(new ShardStopped(self, _term, order.Shard, order.Epoch));
        }
    }

    private List<RegionEffect> Finish() => Interlocked.Exchange(ref _effects, []);
}
