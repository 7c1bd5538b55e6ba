using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Protocol;

namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>
/// Membership protocols of several nodes over a network that a seed makes bad. Time is a number, so a minute takes a
/// moment.
/// </summary>
internal sealed class SimulatedCluster
{
    private const double TickMilliseconds = 250;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (double Time, long Order)> _events = new();
    private readonly ImmutableArray<Address> _addresses;
    private long _order;
    private int _uids;

    public SimulatedCluster(int seed, int count)
    {
        _random = new Random(seed);
        _addresses = [.. Enumerable.Range(0, count).Select(static i =>
            new Address("akka.tcp", "sim", "10.0.0." + (i + 1), 2552))];
        Nodes = [.. _addresses.Select(static address => new SimulatedNode(address))];
    }

    public ImmutableArray<SimulatedNode> Nodes { get; }

    public Random Random => _random;

    public double Now { get; private set; }

    public double Loss { get; set; }

    public double Duplication { get; set; }

    public double MaxDelay { get; set; } = 20;

    /// <summary>Nodes on different sides do not hear each other.</summary>
    public Func<Address, int> SideOf { get; set; } = static _ => 0;

    public IEnumerable<SimulatedNode> Running => Nodes.Where(node => node.Life is not null);

    public void Boot(SimulatedNode node, bool mayFound)
    {
        node.Uid = ++_uids;
        var seeds = mayFound ? _addresses.Remove(node.Address).Insert(0, node.Address)
            : _addresses.Remove(node.Address).Add(node.Address);
        var life = new Membership(new UniqueAddress(node.Address, node.Uid), SimulatedNode.Settings(seeds),
            new Random(_random.Next()));
        node.Life = life;
        node.PausedUntil = 0;
        At(Now + (_random.NextDouble() * TickMilliseconds), () => Tick(node, life));
    }

    public void Crash(SimulatedNode node) => node.Life = null;

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
                return $"{node.Address.Host}#{node.Uid} believes [{believed}], not up [{string.Join(' ', notUp)}], "
                    + $"lost [{string.Join(' ', lost)}]; running [{expected}]";
            }
        }

        return null;
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
                    Carry(node.Address, send);
                    break;
                case MembershipEffect.SelfDowned or MembershipEffect.SelfExiting:
                    // The process ends; whoever runs it starts it anew after a while.
                    node.Life = null;
                    At(Now + 3000 + _random.Next(3000), () => Revive(node));
                    break;
            }
        }
    }

    public void Revive(SimulatedNode node)
    {
        if (node.Life is null)
        {
            Boot(node, mayFound: node == Nodes[0] && !Running.Any(static other => other.Life!.IsIn));
        }
    }

    private void Carry(Address from, MembershipEffect.Send send)
    {
        var copies = _random.NextDouble() < Duplication ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            if (_random.NextDouble() >= Loss)
            {
                At(Now + (_random.NextDouble() * MaxDelay), () => Arrive(from, send));
            }
        }
    }

    private void Arrive(Address from, MembershipEffect.Send send)
    {
        var target = Nodes.First(node => node.Address == send.To);
        if (target.Life is not { } life || SideOf(from) != SideOf(send.To))
        {
            return;
        }

        if (!target.Runs(Now))
        {
            // A paused process finds its mail when it wakes.
            At(target.PausedUntil, () => Arrive(from, send));
            return;
        }

        Apply(target, life.Receive(send.Message, Now));
    }
}
