namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// The singleton protocol of one node. The instance belongs to the oldest member that is in; that one starts it when
/// each member older than itself has said that its own has stopped, or is gone: after going by itself at once, after
/// being downed a margin later, for the other side of a netsplit may need that long to notice its own end.
/// </summary>
internal sealed class SingletonState(UniqueAddress self, string role, TimeSpan removalMargin, TimeSpan retryInterval)
{
    private readonly HashSet<UniqueAddress> _handedOver = [];
    private readonly Dictionary<UniqueAddress, double> _goneAt = [];
    private List<Member> _members = [];
    private List<SingletonEffect> _effects = [];
    private double _nextAsk;
    private bool _ended;

    public enum Phase
    {
        Waiting,
        Running,
        Stopping,
        Over,
    }

    public Phase Now { get; private set; }

    /// <summary>Members as they are now, tombstones left out.</summary>
    public IReadOnlyList<SingletonEffect> Members(IEnumerable<Member> members, double now)
    {
        var next = members.Where(member => member.Status is not (MemberStatus.Joining or MemberStatus.Removed)
            && (role.Length == 0 || member.HasRole(role))).Order(Member.AgeOrdering).ToList();
        // Two steps of a removal may arrive as one, so that whoever was not seen to go by itself may have been downed.
        foreach (var gone in _members.Except(next).Where(member => member.Status != MemberStatus.Exiting
            && !_handedOver.Contains(member.UniqueAddress)))
        {
            _goneAt[gone.UniqueAddress] = now;
        }

        _members = next;
        if (next.Find(member => member.UniqueAddress == self) is { Status: MemberStatus.Exiting or MemberStatus.Down })
        {
            End();
        }

        return Decide(now);
    }

    public IReadOnlyList<SingletonEffect> Receive(SingletonMessage message, double now)
    {
        switch (message)
        {
            case HandOverToMe:
                if (Now == Phase.Over)
                {
                    _effects.Add(new SingletonEffect.Send(message.From, new HandOverDone(self)));
                }

                break;
            case HandOverDone:
                _handedOver.Add(message.From);
                break;
        }

        return Decide(now);
    }

    /// <summary>The instance has stopped; by itself, then it is not started again, or because it was told to.</summary>
    public IReadOnlyList<SingletonEffect> InstanceStopped()
    {
        Now = Phase.Over;
        if (_ended)
        {
            foreach (var member in _members.Where(member => member.UniqueAddress != self))
            {
                _effects.Add(new SingletonEffect.Send(member.UniqueAddress, new HandOverDone(self)));
            }
        }

        return Finish();
    }

    public IReadOnlyList<SingletonEffect> Tick(double now) => Decide(now);

    /// <summary>This node goes: whatever runs here stops, and nothing starts.</summary>
    public IReadOnlyList<SingletonEffect> Leave()
    {
        End();
        return Finish();
    }

    private void End()
    {
        _ended = true;
        if (Now == Phase.Running)
        {
            Now = Phase.Stopping;
            _effects.Add(new SingletonEffect.StopInstance());
        }
        else if (Now == Phase.Waiting)
        {
            Now = Phase.Over;
        }
    }

    private List<SingletonEffect> Decide(double now)
    {
        if (Now != Phase.Waiting || _members.Find(member => member.UniqueAddress == self) is not { } own
            || own.Status is not (MemberStatus.Up or MemberStatus.Leaving))
        {
            return Finish();
        }

        var older = _members.TakeWhile(member => member.UniqueAddress != self).ToList();
        if (older.Exists(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving))
        {
            return Finish();
        }

        var waitFor = older.Where(member => !_handedOver.Contains(member.UniqueAddress)).ToList();
        var settled = _goneAt.Values.All(gone => now - gone >= removalMargin.TotalMilliseconds);
        if (waitFor.Count == 0 && settled)
        {
            Now = Phase.Running;
            _effects.Add(new SingletonEffect.StartInstance());
        }
        else if (now >= _nextAsk)
        {
            _nextAsk = now + retryInterval.TotalMilliseconds;
            foreach (var member in waitFor.Where(static member => member.Status == MemberStatus.Exiting))
            {
                _effects.Add(new SingletonEffect.Send(member.UniqueAddress, new HandOverToMe(self)));
            }
        }

        return Finish();
    }

    private List<SingletonEffect> Finish() => Interlocked.Exchange(ref _effects, []);
}
