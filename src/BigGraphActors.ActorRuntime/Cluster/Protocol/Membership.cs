namespace Akka.Cluster.Protocol;

/// <summary>
/// The membership protocol of one node: what it believes, whom it suspects, what it tells. Time and chance are
/// arguments; what the world has to do comes out as effects. One actor owns it, and tests own hundreds.
/// </summary>
internal sealed partial class Membership(UniqueAddress self, MembershipSettings settings, Random random)
{
    private readonly HashSet<UniqueAddress> _confirmed = [];
    private List<MembershipEffect> _effects = [];
    private double _lastTick = double.NaN;
    private double _nextGossip;
    private bool _exitingTold;
    private bool _downTold;

    public UniqueAddress Self => self;

    public Gossip Gossip { get; private set; } = Gossip.Empty;

    public Member? SelfMember => Gossip.Find(self);

    public bool IsIn => SelfMember is { Status: not MemberStatus.Removed };

    private bool IsDone => SelfMember is { Status: MemberStatus.Removed or MemberStatus.Down };

    /// <summary>Takes a message of another node.</summary>
    public IReadOnlyList<MembershipEffect> Receive(ClusterMessage message, double now)
    {
        if (IsDone)
        {
            return [];
        }

        switch (message)
        {
            case InitJoin search:
                AnswerSearch(search);
                break;
            case InitJoinAck found when IsIn:
                TellTo(found.From);
                break;
            case InitJoinAck found:
                _quietSince = now;
                JoinVia(found.From.Address, now);
                break;
            case Join join:
                Admit(join);
                break;
            case Welcome welcome:
                Enter(welcome, now);
                break;
            case GossipEnvelope envelope:
                Hear(envelope);
                break;
            case Heartbeat beat when IsGone(beat.From):
                TellOfItsEnd(beat.From);
                break;
            case Heartbeat beat:
                HearOf(beat.From, now);
                Send(beat.From.Address, new HeartbeatResponse(self));
                break;
            case HeartbeatResponse alive:
                Alive(alive.From, now);
                break;
            case ExitingConfirmed confirmed:
                _confirmed.Add(confirmed.From);
                break;
        }

        return Finish();
    }

    /// <summary>Time has passed; called several times per heartbeat interval.</summary>
    public IReadOnlyList<MembershipEffect> Tick(double now)
    {
        if (IsDone)
        {
            return [];
        }

        ForgivePause(now);
        if (!IsIn)
        {
            Search(now);
            return Finish();
        }

        Beat(now);
        Suspect(now);
        Resolve(now);
        if (now >= _nextGossip)
        {
            _nextGossip = now + settings.GossipInterval.TotalMilliseconds;
            Lead();
            Tell();
            LookForSeeds(now);
        }

        return Finish();
    }

    /// <summary>Marks a member as leaving; nothing happens for one that is not in.</summary>
    public IReadOnlyList<MembershipEffect> Leave(Address address)
    {
        foreach (var member in Gossip.Living.Where(member => member.Address == address
            && member.Status is (MemberStatus.Up or MemberStatus.Joining)).ToList())
        {
            Change(Gossip.With(member.With(MemberStatus.Leaving, member.UpNumber)));
        }

        return Finish();
    }

    /// <summary>Declares a member dead.</summary>
    public IReadOnlyList<MembershipEffect> Down(Address address)
    {
        foreach (var member in Gossip.Living.Where(member => member.Address == address).ToList())
        {
            MarkDown(member.UniqueAddress);
        }

        return Finish();
    }

    /// <summary>This node has handed everything over.</summary>
    public IReadOnlyList<MembershipEffect> ConfirmExiting()
    {
        foreach (var other in Others().Where(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving))
        {
            Send(other.Address, new ExitingConfirmed(self));
        }

        return Finish();
    }

    private IEnumerable<Member> Others() => Gossip.Living.Where(member => member.UniqueAddress != self);

    private void Send(Address to, ClusterMessage message) => _effects.Add(new MembershipEffect.Send(to, message));

    private void Change(Gossip next) => Replace(next.SeenOnlyBy(self));

    private void Replace(Gossip next)
    {
        var before = Gossip;
        Gossip = next;
        _effects.Add(new MembershipEffect.Changed(before, next));
        var status = SelfMember?.Status;
        if (status == MemberStatus.Exiting && !_exitingTold)
        {
            _exitingTold = true;
            _effects.Add(new MembershipEffect.SelfExiting());
        }

        if (status is (MemberStatus.Down or MemberStatus.Removed) && !_downTold)
        {
            _downTold = true;
            if (!_exitingTold)
            {
                TellEverybody();
                _effects.Add(new MembershipEffect.SelfDowned());
            }
        }
    }

    private List<MembershipEffect> Finish() => Interlocked.Exchange(ref _effects, []);

    /// <summary>A tick that comes much too late says that this process stood still, not the others.</summary>
    private void ForgivePause(double now)
    {
        var late = now - _lastTick - settings.Detector.HeartbeatInterval.TotalMilliseconds;
        _lastTick = now;
        if (late > settings.Detector.AcceptablePause.TotalMilliseconds / 2)
        {
            foreach (var detector in _detectors.Values)
            {
                detector.Forgive(late);
            }

            _stableSince = double.NaN;
        }
    }
}
