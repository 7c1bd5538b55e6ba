namespace Akka.Cluster.Protocol;

/// <content>Spreading what is believed, suspecting, and deciding when it is this node's turn.</content>
internal sealed partial class Membership
{
    private const int LooksInTimeout = 8;

    private readonly Dictionary<UniqueAddress, AccrualDetector> _detectors = [];
    private readonly Dictionary<UniqueAddress, double> _nextBeat = [];
    private ImmutableSortedSet<UniqueAddress> _lostBefore = [];
    private double _stableSince = double.NaN;
    private double _lostSince = double.NaN;
    private double _nextLook;

    private void Hear(GossipEnvelope envelope)
    {
        if (envelope.To != self)
        {
            return;
        }

        var (from, theirs) = (envelope.From, envelope.Gossip);
        if (theirs.Find(from) is { Status: MemberStatus.Down })
        {
            // Its last words: it has ended, and need not be waited for or counted.
            _confirmed.Add(from);
        }

        if (IsIn && (theirs.Founder != Gossip.Founder || (!Gossip.HasLiving(from) && !theirs.HasLiving(self))))
        {
            MeetRival(envelope);
        }
        else if (theirs.Find(self) is { Status: MemberStatus.Down or MemberStatus.Removed } end)
        {
            // Whoever says so: a cluster in which this life has ended will not have it back.
            Change(Gossip.With((SelfMember ?? end).With(end.Status, end.UpNumber)));
        }
        else if (IsIn && IsGone(from))
        {
            TellOfItsEnd(from);
        }
        else if (IsIn && theirs.HasLiving(self) && (Gossip.HasLiving(from) || !BuriesOneOfOurs(theirs)))
        {
            // A stranger that counts on this node was let in by a member whose word has not come round, or never will.
            Believe(envelope);
        }
    }

    private void Believe(GossipEnvelope envelope)
    {
        var before = Gossip;
        var merged = before.Merge(envelope.Gossip, self);
        if (!merged.SameBelief(before) || !merged.Seen.SetEquals(before.Seen))
        {
            Replace(merged);
        }

        if (!envelope.Reply && IsIn && !(merged.SameBelief(envelope.Gossip)
            && merged.Seen.SetEquals(envelope.Gossip.Seen)))
        {
            Send(envelope.From.Address, new GossipEnvelope(self, envelope.From, Gossip, true));
        }
    }

    /// <summary>
    /// Two clusters: after netsplits that shifted faster than they could be resolved, or because a seed node found
    /// nobody and began alone. The weaker one ends, node by node.
    /// </summary>
    private void MeetRival(GossipEnvelope envelope)
    {
        if (envelope.Gossip.IsStrongerThan(Gossip))
        {
            MarkDown(self);
        }
        else if (!envelope.Reply)
        {
            TellOfItsEnd(envelope.From);
        }
    }

    private bool BuriesOneOfOurs(Gossip theirs) => theirs.Members.Values.Any(member =>
        member.Status is MemberStatus.Down or MemberStatus.Removed && Gossip.HasLiving(member.UniqueAddress)
            && !IsGone(member.UniqueAddress));

    /// <summary>
    /// The leader speaks to seed nodes that are not in: one that was started again must not found a cluster of its own,
    /// and one that has founded another is a rival.
    /// </summary>
    private void LookForSeeds(double now)
    {
        if (now < _nextLook || SelfMember?.Status != MemberStatus.Up || Gossip.Leader(self) != self)
        {
            return;
        }

        _nextLook = now + (settings.SeedNodeTimeout.TotalMilliseconds / LooksInTimeout);
        foreach (var seed in _seeds.Where(seed => !Gossip.Living.Any(member => member.Address == seed)))
        {
            Send(seed, new InitJoinAck(self));
        }
    }

    private bool IsGone(UniqueAddress node) =>
        Gossip.Find(node) is { Status: MemberStatus.Removed or MemberStatus.Down };

    /// <summary>It has not heard that it is out, and goes on believing.</summary>
    private void TellOfItsEnd(UniqueAddress node) => Send(node.Address, new GossipEnvelope(self, node, Gossip, true));

    private void Tell()
    {
        var others = Others().Where(static member => member.Status != MemberStatus.Down)
            .Select(static member => member.UniqueAddress).ToList();
        var unreachable = Gossip.Unreachable();
        var unseen = others.Where(node => !Gossip.Seen.Contains(node) && !unreachable.Contains(node)).ToList();
        var among = unseen.Count > 0 ? unseen : others.Where(node => !unreachable.Contains(node)).ToList();
        among = among.Count > 0 ? among : others;
        if (among.Count > 0)
        {
            TellTo(among[random.Next(among.Count)]);
        }
    }

    private void TellEverybody()
    {
        foreach (var other in Others())
        {
            TellTo(other.UniqueAddress);
        }
    }

    private void TellTo(UniqueAddress node) => Send(node.Address, new GossipEnvelope(self, node, Gossip, false));

    /// <summary>The next ones in the ring of addresses.</summary>
    private List<UniqueAddress> Neighbours()
    {
        var ring = Others().Select(static member => member.UniqueAddress).ToList();
        var start = ring.FindIndex(node => node.CompareTo(self) > 0);
        start = start < 0 ? 0 : start;
        return [.. Enumerable.Range(0, Math.Min(settings.MonitoredBy, ring.Count))
            .Select(i => ring[(start + i) % ring.Count])];
    }

    private void Beat(double now)
    {
        var neighbours = Neighbours();
        foreach (var gone in _detectors.Keys.Except(neighbours).ToList())
        {
            _detectors.Remove(gone);
            _nextBeat.Remove(gone);
        }

        foreach (var node in neighbours)
        {
            if (!_detectors.TryGetValue(node, out var detector))
            {
                _detectors[node] = detector = new AccrualDetector(settings.Detector);
                _nextBeat[node] = now;
            }

            if (now >= _nextBeat[node])
            {
                _nextBeat[node] = now + settings.Detector.HeartbeatInterval.TotalMilliseconds;
                Send(node.Address, new Heartbeat(self));
                detector.Expect(now + settings.Detector.ExpectedResponse.TotalMilliseconds);
            }
        }
    }

    private void Alive(UniqueAddress from, double now)
    {
        if (_detectors.TryGetValue(from, out var detector))
        {
            detector.Heard(now);
        }
    }

    private void Suspect(double now)
    {
        var mine = Gossip.Observations.GetValueOrDefault(self)?.Unreachable ?? [];
        ImmutableSortedSet<UniqueAddress> found =
            [.. _detectors.Where(pair => !pair.Value.IsAvailable(now)).Select(static pair => pair.Key)];
        if (!mine.SetEquals(found))
        {
            Change(Gossip.Observed(self, found));
        }
    }

    private void Resolve(double now)
    {
        ImmutableSortedSet<UniqueAddress> lost =
            [.. Gossip.Unreachable().Where(node =>
                Gossip.Find(node)!.Status is not (MemberStatus.Down or MemberStatus.Exiting))];
        if (lost.Count == 0 || settings.Downing.Strategy == DowningStrategy.None)
        {
            (_stableSince, _lostSince, _lostBefore) = (double.NaN, double.NaN, lost);
            return;
        }

        // Once someone was given up, a decision was made: what is lost from then on is another matter.
        _lostSince = double.IsNaN(_lostSince) || _lostBefore.Any(IsGone) ? now : _lostSince;
        if (!lost.SetEquals(_lostBefore) || double.IsNaN(_stableSince))
        {
            (_stableSince, _lostBefore) = (now, lost);
        }

        var stable = settings.Downing.StableAfter.TotalMilliseconds;
        var unstable = settings.Downing.DownAllWhenUnstable.TotalMilliseconds;
        if (now - _stableSince >= stable)
        {
            foreach (var node in Downing.Decide(Gossip, _confirmed, settings.Downing))
            {
                MarkDown(node);
            }

            _stableSince = double.NaN;
        }
        else if (unstable > 0 && now - _lostSince >= stable + unstable)
        {
            // Who can reach whom does not settle: nobody may go on believing anything.
            MarkDown(self);
        }
    }

    private void MarkDown(UniqueAddress node)
    {
        if (Gossip.Find(node) is { Status: not (MemberStatus.Down or MemberStatus.Removed) } member)
        {
            Change(Gossip.With(member.With(MemberStatus.Down, member.UpNumber)));
            TellTo(node);
        }
    }

    private void Lead()
    {
        if (Gossip.Leader(self) != self || !Gossip.IsConverged(_confirmed))
        {
            return;
        }

        var next = Gossip;
        var unreachable = Gossip.Unreachable();
        var age = Gossip.Members.Values.Select(static member => member.UpNumber)
            .Where(static number => number != int.MaxValue)
            .DefaultIfEmpty(0).Max();
        var enough = Gossip.Living.Length >= settings.MinMembers;
        foreach (var member in Gossip.Living)
        {
            var status = member.Status switch
            {
                MemberStatus.Joining when enough => MemberStatus.Up,
                MemberStatus.Leaving => MemberStatus.Exiting,
                MemberStatus.Exiting when _confirmed.Contains(member.UniqueAddress)
                    || unreachable.Contains(member.UniqueAddress)
                    => MemberStatus.Removed,
                MemberStatus.Down when _confirmed.Contains(member.UniqueAddress)
                    || unreachable.Contains(member.UniqueAddress)
                    => MemberStatus.Removed,
                var same => same,
            };
            if (status != member.Status)
            {
                next = next.With(member.With(status, status == MemberStatus.Up ? ++age : member.UpNumber));
            }
        }

        if (!next.SameBelief(Gossip))
        {
            Change(next);
        }
    }
}
