using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Protocol;
using Akka.Cluster.Sharding.Protocol;
using Akka.Cluster.Tools.Singleton;

namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>
/// Membership protocols of several nodes over a network that a seed makes bad. Time is a number, so a minute takes a
/// moment.
/// </summary>
internal sealed class SimulatedCluster
{
    /// <summary>How many shards there are.</summary>
    public const int Shards = 8;

    private const double TickMilliseconds = 250;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (double Time, long Order)> _events = new();
    private readonly ImmutableArray<Address> _addresses;
    private readonly Dictionary<Address, int> _places;
    private long _order;
    private int _uids;
    private long _terms;

    public SimulatedCluster(int seed, int count)
    {
        _random = new Random(seed);
        _addresses = [.. Enumerable.Range(0, count).Select(static i =>
            new Address("akka.tcp", "sim", "10.0.0." + (i + 1), 2552))];
        Nodes = [.. _addresses.Select(static address => new SimulatedNode(address))];
        _places = Enumerable.Range(0, count).ToDictionary(i => _addresses[i]);
    }

    public ImmutableArray<SimulatedNode> Nodes { get; }

    public Random Random => _random;

    public double Now { get; private set; }

    public double Loss { get; set; }

    public double Duplication { get; set; }

    public double MaxDelay { get; set; } = 20;

    /// <summary>Nodes on different sides do not hear each other.</summary>
    public Func<Address, int> SideOf { get; set; } = static _ => 0;

    /// <summary>The one seed node of all; null when all are.</summary>
    public SimulatedNode? OnlySeed { get; set; }

    /// <summary>Membership with the durations of <c>hocon/cluster.conf</c>, which are shorter.</summary>
    public bool HasShippedTimes { get; init; }

    /// <summary>A coordinator moves a shard at one look in so many.</summary>
    public int LooksBetweenMoves { get; set; } = 20;

    /// <summary>What must never have happened.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The most instances of the singleton that ever ran at once, netsplits included.</summary>
    public int MostActive { get; private set; }

    public IEnumerable<SimulatedNode> Running => Nodes.Where(node => node.Life is not null);

    public void Boot(SimulatedNode node, bool mayFound)
    {
        node.Uid = ++_uids;
        ImmutableArray<Address> seeds = OnlySeed is { } only ? [only.Address] : mayFound ? _addresses.Remove(node.Address).Insert(0, node.Address)
            : _addresses.Remove(node.Address).Add(node.Address);
        var settings = HasShippedTimes ? SimulatedNode.ShippedSettings(seeds) : SimulatedNode.Settings(seeds);
        var life = new Membership(new UniqueAddress(node.Address, node.Uid), settings, new Random(_random.Next()));
        node.Life = life;
        node.Singleton = new SingletonState(life.Self, "", TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1));
        node.Region = new RegionState(life.Self, false, SimulatedNode.Times);
        node.PausedUntil = 0;
        At(Now + (_random.NextDouble() * TickMilliseconds), () => Tick(node, life));
    }

    public void Crash(SimulatedNode node) =>
        (node.Life, node.Singleton, node.Region, node.Coordinator) = (null, null, null, null);

    public void RunFor(double milliseconds)
    {
        var end = Now + milliseconds;
        while (_events.TryPeek(out _, out var due) && due.Time <= end)
        {
            Now = due.Time;
            _events.Dequeue()();
        }

        Now = end;
    }

    /// <summary>Null when all running nodes believe the same and see each other up; else what is wrong.</summary>
    public string? Disagreement()
    {
        var running = Running.ToList();
        var expected = string.Join(' ', running.Select(static node => node.Address.Host + "#" + node.Uid).Order());
        foreach (var node in running)
        {
            var gossip = node.Life!.Gossip;
            var believed = string.Join(' ', gossip.Living.Select(static member =>
                member.Address.Host + "#" + member.UniqueAddress.Uid).Order());
            var notUp = gossip.Living.Where(static member => member.Status != MemberStatus.Up).ToList();
            var lost = gossip.Unreachable();
            if (believed != expected || notUp.Count > 0 || lost.Count > 0)
            {
                return $"expected [{expected}]; " + string.Join("; ", running.Select(Belief));
            }
        }

        return null;
    }

    private static string Belief(SimulatedNode node)
    {
        var gossip = node.Life!.Gossip;
        var members = gossip.Living.Select(static member =>
            $"{member.Address.Host}#{member.UniqueAddress.Uid} {member.Status}");
        var lost = string.Join(' ', gossip.Unreachable());
        return $"{node.Address.Host}#{node.Uid} believes [{string.Join(", ", members)}], lost [{lost}]";
    }

    private void At(double time, Action action) => _events.Enqueue(action, (time, _order++));

    private void Tick(SimulatedNode node, Membership life)
    {
        if (!ReferenceEquals(node.Life, life))
        {
            return;
        }

        if (node.Runs(Now))
        {
            Apply(node, life.Tick(Now));
            if (node.Singleton is { } singleton)
            {
                Apply(node, singleton.Tick(Now));
            }

            TickSharding(node);
            CheckSingleton();
            CheckShards(node);
        }

        At(Now + TickMilliseconds, () => Tick(node, life));
    }

    private void Apply(SimulatedNode node, IReadOnlyList<MembershipEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case MembershipEffect.Send send:
                    Carry(node.Address, send.To, target => Apply(target, target.Life!.Receive(send.Message, Now)));
                    break;
                case MembershipEffect.Changed changed when node.Singleton is { } singleton:
                    Apply(node, singleton.Members(changed.After.Living, Now));
                    break;
                case MembershipEffect.SelfDowned or MembershipEffect.SelfExiting:
                    // The process ends; whoever runs it starts it anew after a while.
                    Crash(node);
                    At(Now + 3000 + _random.Next(3000), () => Revive(node));
                    return;
            }
        }
    }

    private void Apply(SimulatedNode node, IReadOnlyList<SingletonEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SingletonEffect.Send send:
                    Carry(node.Address, send.To.Address, target =>
                        Apply(target, target.Singleton!.Receive(send.Message, Now)));
                    break;
                case SingletonEffect.StartInstance:
                    node.Coordinator = new CoordinatorState(node.Life!.Self, ++_terms, SimulatedNode.Times);
                    CheckSingleton();
                    break;
                case SingletonEffect.StopInstance:
                    var life = node.Life;
                    node.Coordinator = null;
                    At(Now + _random.Next(500), () =>
                    {
                        if (ReferenceEquals(node.Life, life) && node.Singleton is { } singleton)
                        {
                            Apply(node, singleton.InstanceStopped());
                        }
                    });
                    break;
            }
        }
    }

    /// <summary>At no moment may two members of one cluster, which hear each other, both run the instance.</summary>
    private void CheckSingleton()
    {
        var active = 0;
        foreach (var one in Nodes)
        {
            if (!one.RunsSingleton || !one.Runs(Now))
            {
                continue;
            }

            active++;
            foreach (var other in Nodes)
            {
                if (other.RunsSingleton && other.Uid > one.Uid && other.Runs(Now) && AreTogether(one, other))
                {
                    Violations.Add($"at {Now:F0} both {one.Address.Host} and {other.Address.Host} run the singleton");
                }
            }
        }

        MostActive = Math.Max(MostActive, active);
    }

    /// <summary>They hear each other, and each believes the other a member.</summary>
    private bool AreTogether(SimulatedNode one, SimulatedNode other) => SideOf(other.Address) == SideOf(one.Address)
        && one.Life!.Gossip.HasLiving(other.Life!.Self) && other.Life.Gossip.HasLiving(one.Life.Self);

    private void TickSharding(SimulatedNode node)
    {
        if (node.Life is not { } life || node.Region is not { } region)
        {
            return;
        }

        var members = life.Gossip.Living.Where(static member => member.Status != MemberStatus.Joining).ToList();
        var oldest = members.Where(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
            .Order(Member.AgeOrdering).FirstOrDefault();
        region.Members(members.Select(static member => member.UniqueAddress).ToHashSet());
        Apply(node, region.Coordinator(oldest?.UniqueAddress, Now));
        if (node.Coordinator is { } coordinator)
        {
            Apply(node, coordinator.Members(members, Now));
            if (_random.Next(LooksBetweenMoves) == 0 && coordinator.Allocations.Values.SelectMany(static shards => shards)
                .ToList() is { Count: > 0 } all)
            {
                Apply(node, coordinator.Move(all[_random.Next(all.Count)], Now));
            }
        }

        if (members.Exists(member => member.UniqueAddress == life.Self))
        {
            region.Route("shard" + _random.Next(Shards));
            Apply(node, region.Tick(Now));
        }
    }

    private void Apply(SimulatedNode node, IReadOnlyList<RegionEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case RegionEffect.Send send:
                    Carry(node.Address, send.To.Address, target =>
                    {
                        if (target.Coordinator is { } coordinator && target.Life!.Self == send.To)
                        {
                            Apply(target, coordinator.Receive(send.Message, Now));
                        }
                    });
                    break;
                case RegionEffect.StartShard:
                    CheckShards(node);
                    break;
                case RegionEffect.StopShard stop:
                    var region = node.Region;
                    At(Now + _random.Next(3000), () =>
                    {
                        if (node.Region is { } still && ReferenceEquals(still, region))
                        {
                            Apply(node, still.ShardStopped(stop.Shard, Now));
                        }
                    });
                    break;
            }
        }
    }

    private void Apply(SimulatedNode node, IReadOnlyList<CoordinatorEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case CoordinatorEffect.Send send:
                    Carry(node.Address, send.To.Address, target =>
                    {
                        if (target.Life!.Self == send.To)
                        {
                            Apply(target, target.Region!.Receive(send.Message, Now));
                        }
                    });
                    break;
                case CoordinatorEffect.Allocate allocate when node.Coordinator is { } coordinator:
                    var regions = coordinator.Allocations.Keys.ToList();
                    Apply(node, coordinator.Allocated(allocate.Shard, regions[_random.Next(regions.Count)]));
                    break;
            }
        }
    }

    /// <summary>At no moment may two members of one cluster, which hear each other, both run one shard.</summary>
    private void CheckShards(SimulatedNode one)
    {
        if (!one.Runs(Now) || one.Region is null)
        {
            return;
        }

        foreach (var other in Nodes)
        {
            if (other == one || other.Region is null || !other.Runs(Now) || !AreTogether(one, other))
            {
                continue;
            }

            foreach (var shard in one.Region.Active)
            {
                if (other.Region.IsActive(shard))
                {
                    Violations.Add($"{Now:F0}: {one.Life!.Self} and {other.Life!.Self} run {shard}");
                }
            }
        }
    }

    public void Revive(SimulatedNode node)
    {
        if (node.Life is null)
        {
            Boot(node, mayFound: node == Nodes[0]);
        }
    }

    private void Carry(Address from, Address to, Action<SimulatedNode> deliver)
    {
        var copies = _random.NextDouble() < Duplication ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            if (_random.NextDouble() >= Loss)
            {
                At(Now + (_random.NextDouble() * MaxDelay), () => Arrive(from, to, deliver));
            }
        }
    }

    private void Arrive(Address from, Address to, Action<SimulatedNode> deliver)
    {
        var target = Nodes[_places[to]];
        if (target.Life is null || SideOf(from) != SideOf(to))
        {
            return;
        }

        if (!target.Runs(Now))
        {
            // A paused process finds its mail when it wakes.
            At(target.PausedUntil, () => Arrive(from, to, deliver));
            return;
        }

        deliver(target);
    }
}
