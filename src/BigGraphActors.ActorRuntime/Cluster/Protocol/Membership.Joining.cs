namespace Akka.Cluster.Protocol;

/// <content>Finding a cluster, and letting others in.</content>
internal sealed partial class Membership
{
    private const int SearchesInTimeout = 5;
    private const double OnlySeedsShare = 0.4;

    private readonly ImmutableArray<Address> _seeds = settings.SeedNodes;
    private double _quietSince = double.NaN;
    private double _nextSearch;
    private Address? _joining;
    private double _joinAgain;

    /// <summary>Joins through a node, which may be this one: then it founds a cluster.</summary>
    public IReadOnlyList<MembershipEffect> Join(Address via, double now)
    {
        if (!IsIn && !IsDone)
        {
            JoinVia(via, now);
        }

        return Finish();
    }

    private void Search(double now)
    {
        if (_joining is { } via)
        {
            if (now >= _joinAgain)
            {
                // Whoever let us wait may be gone: look for another, but keep asking.
                _joining = null;
                Send(via, new Join(self, settings.Roles));
            }

            return;
        }

        if (_seeds.IsEmpty || now < _nextSearch)
        {
            return;
        }

        _quietSince = double.IsNaN(_quietSince) ? now : _quietSince;
        _nextSearch = now + (settings.SeedNodeTimeout.TotalMilliseconds / SearchesInTimeout);
        var others = _seeds.Where(seed => seed != self.Address).ToList();
        if (_seeds[0] == self.Address && now - _quietSince >= FoundingPatience(others.Count == 0))
        {
            Found();
            return;
        }

        foreach (var other in others)
        {
            Send(other, new InitJoin(self));
        }
    }

    /// <summary>
    /// The only seed node has nobody to ask, but may have been in a cluster before it was started again: its members
    /// still ask for a sign of life, and their leader looks for seed nodes that are not in.
    /// </summary>
    private double FoundingPatience(bool isOnlySeed) =>
        settings.SeedNodeTimeout.TotalMilliseconds * (isOnlySeed ? OnlySeedsShare : 1);

    /// <summary>A cluster speaks to this address: a node that looks for one need not look further.</summary>
    private void HearOf(UniqueAddress member, double now)
    {
        if (!IsIn && !_seeds.IsEmpty)
        {
            _quietSince = now;
            JoinVia(member.Address, now);
        }
    }

    private void JoinVia(Address via, double now)
    {
        if (IsIn || _joining is not null)
        {
            return;
        }

        if (via == self.Address)
        {
            Found();
            return;
        }

        _joining = via;
        _joinAgain = now + settings.JoinRetry.TotalMilliseconds;
        Send(via, new Join(self, settings.Roles));
    }

    /// <summary>Up at once, so that whoever joins comes after it.</summary>
    private void Found()
    {
        Change((Gossip.Empty with { Founder = self })
            .With(new Member(self, int.MaxValue, MemberStatus.Joining, settings.Roles)));
        Lead();
    }

    private void AnswerSearch(InitJoin search)
    {
        if (IsIn && SelfMember!.Status is (MemberStatus.Up or MemberStatus.Joining))
        {
            Send(search.From.Address, new InitJoinAck(self));
        }
    }

    private void Admit(Join join)
    {
        if (!IsIn || SelfMember!.Status >= MemberStatus.Exiting)
        {
            return;
        }

        if (IsGone(join.From))
        {
            // It was let in once, never heard of it, and was given up: that life cannot come in any more.
            TellOfItsEnd(join.From);
            return;
        }

        var earlier = Gossip.Living.Where(member => member.Address == join.From.Address
            && member.UniqueAddress != join.From).ToList();
        if (earlier.Count > 0)
        {
            // The earlier life must be out before the next is in; the node asks again. That it asks proves the
            // earlier one gone.
            _confirmed.UnionWith(earlier.Select(static member => member.UniqueAddress));
            earlier.ForEach(member => MarkDown(member.UniqueAddress));
            return;
        }

        if (!Gossip.HasLiving(join.From))
        {
            Change(Gossip.With(new Member(join.From, int.MaxValue, MemberStatus.Joining, join.Roles)));
        }

        Send(join.From.Address, new Welcome(self, Gossip));
    }

    private void Enter(Welcome welcome, double now)
    {
        if (IsIn || !welcome.Gossip.HasLiving(self) || !welcome.Gossip.HasLiving(welcome.From))
        {
            return;
        }

        _joining = null;
        _nextGossip = now;
        Replace(Gossip.Merge(welcome.Gossip, self));
    }
}
