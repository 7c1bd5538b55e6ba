namespace Akka.Cluster.Protocol;

/// <summary>
/// What a node believes about the cluster. Every part only ever grows in one direction, so that two beliefs have one
/// union, whatever the order in which they meet: a member's status goes forward, its age is the lowest ever given, and
/// of what an observer says the latest counts. Who has seen exactly this belief is beside it.
/// </summary>
/// <remarks>
/// A removed member stays as a tombstone, or an old belief would bring it back; the incarnation's number keeps a
/// restarted node apart.
/// </remarks>
internal sealed record Gossip(
    ImmutableSortedDictionary<UniqueAddress, Member> Members,
    ImmutableSortedDictionary<UniqueAddress, Observation> Observations,
    ImmutableHashSet<UniqueAddress> Seen)
{
    /// <summary>The life that founded the cluster, and so its name; null before a node is in one.</summary>
    public UniqueAddress? Founder { get; init; }

    // A belief does not change, so that what is asked of it many times a second is worked out once.
    private ImmutableSortedSet<UniqueAddress>? _unreachable;
    private ImmutableArray<Member> _living;

    /// <summary>Copies what <c>with</c> may replace, and not what was worked out from it.</summary>
    private Gossip(Gossip original) => (Members, Observations, Seen, Founder) =
        (original.Members, original.Observations, original.Seen, original.Founder);

    // Members of another status are equal to each other, and a dictionary would keep the old one.
    public static readonly Gossip Empty = new(
        ImmutableSortedDictionary.Create<UniqueAddress, Member>(null, ReferenceEqualityComparer.Instance),
        ImmutableSortedDictionary<UniqueAddress, Observation>.Empty,
        []);

    /// <summary>Without tombstones.</summary>
    public ImmutableArray<Member> Living => _living.IsDefault
        ? _living = [.. Members.Values.Where(static member => member.Status != MemberStatus.Removed)]
        : _living;

    public Member? Find(UniqueAddress node) => Members.GetValueOrDefault(node);

    public bool HasLiving(UniqueAddress node) => Find(node) is { Status: not MemberStatus.Removed };

    public Gossip With(Member member) => this with { Members = Members.SetItem(member.UniqueAddress, member) };

    /// <summary>The belief was changed by this node: nobody else has seen it.</summary>
    public Gossip SeenOnlyBy(UniqueAddress self) => this with { Seen = [self] };

    public Gossip Observed(UniqueAddress observer, ImmutableSortedSet<UniqueAddress> unreachable)
    {
        var version = Observations.TryGetValue(observer, out var before) ? before.Version + 1 : 1;
        return this with { Observations = Observations.SetItem(observer, new Observation(version, unreachable)) };
    }

    /// <summary>Those that a living observer, which is not itself given up, cannot reach.</summary>
    public ImmutableSortedSet<UniqueAddress> Unreachable() => _unreachable ??= FindUnreachable();

    private ImmutableSortedSet<UniqueAddress> FindUnreachable()
    {
        if (Observations.Values.All(static one => one.Unreachable.IsEmpty))
        {
            return [];
        }

        var found = ImmutableSortedSet.CreateBuilder<UniqueAddress>();
        foreach (var (observer, observation) in Observations)
        {
            if (Find(observer) is { Status: not (MemberStatus.Removed or MemberStatus.Down) })
            {
                found.UnionWith(observation.Unreachable.Where(HasLiving));
            }
        }

        return found.ToImmutable();
    }

    public IEnumerable<UniqueAddress> ObserversOf(UniqueAddress subject) => Observations
        .Where(pair => pair.Value.Unreachable.Contains(subject) && HasLiving(pair.Key))
        .Select(static pair => pair.Key);

    /// <summary>The union of two beliefs, as <paramref name="self"/> holds it from now on.</summary>
    public Gossip Merge(Gossip other, UniqueAddress self)
    {
        if (ReferenceEquals(Members, other.Members) && ReferenceEquals(Observations, other.Observations))
        {
            return this with { Seen = Seen.Union(other.Seen).Add(self) };
        }

        var merged = this with
        {
            Founder = Founder ?? other.Founder,
            Members = MergeMembers(other),
            Observations = MergeObservations(other),
        };
        var likeOther = merged.SameBelief(other);
        var seen = merged.SameBelief(this)
            ? likeOther ? Seen.Union(other.Seen) : Seen
            : likeOther ? other.Seen : [];
        return merged with { Seen = seen.Add(self) };
    }

    public bool SameBelief(Gossip other) =>
        (ReferenceEquals(Observations, other.Observations) || (Observations.Count == other.Observations.Count
            && Observations.All(pair => other.Observations.TryGetValue(pair.Key, out var theirs)
                && theirs.Version == pair.Value.Version)))
        && (ReferenceEquals(Members, other.Members) || (Members.Count == other.Members.Count
            && Members.All(pair => other.Members.TryGetValue(pair.Key, out var theirs)
                && theirs.Status == pair.Value.Status && theirs.UpNumber == pair.Value.UpNumber)));

    /// <summary>Whether all that count have seen this belief, and none of them is out of reach.</summary>
    /// <param name="confirmed">Nodes that said they are gone after exiting.</param>
    public bool IsConverged(IReadOnlySet<UniqueAddress> confirmed)
    {
        var unreachable = Unreachable();
        return Living.All(member => member.Status is MemberStatus.Down or MemberStatus.Exiting
            || confirmed.Contains(member.UniqueAddress)
            || (!unreachable.Contains(member.UniqueAddress)
                && (member.Status == MemberStatus.Joining || Seen.Contains(member.UniqueAddress))));
    }

    /// <summary>
    /// The reachable member with the lowest address, those that are in before those that come or go. Before the first
    /// is in, the founder: those that come do not all know of each other, and each would call itself the oldest.
    /// </summary>
    public UniqueAddress? Leader(UniqueAddress self)
    {
        var unreachable = Unreachable();
        return Living
            .Where(member => member.Status != MemberStatus.Down
                && (member.UniqueAddress == self || !unreachable.Contains(member.UniqueAddress)))
            .OrderBy(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving ? 0 : 1)
            .ThenBy(member => member.Status == MemberStatus.Joining && member.UniqueAddress != Founder)
            .ThenBy(static member => member.UniqueAddress)
            .FirstOrDefault()?.UniqueAddress;
    }

    /// <summary>
    /// Of two clusters that exclude each other, the one with more members; then with the lowest address.
    /// </summary>
    public bool IsStrongerThan(Gossip other)
    {
        var (ours, theirs) = (Able(), other.Able());
        return ours.Count != theirs.Count ? ours.Count > theirs.Count
            : ours.Count > 0 && ours[0].CompareTo(theirs[0]) < 0;
    }

    private List<Member> Able() => [.. Living.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving
        && !Unreachable().Contains(member.UniqueAddress))];

    private ImmutableSortedDictionary<UniqueAddress, Member> MergeMembers(Gossip other)
    {
        var merged = Members.ToBuilder();
        foreach (var (node, theirs) in other.Members)
        {
            if (!merged.TryGetValue(node, out var ours))
            {
                merged.Add(node, theirs);
            }
            else if (ours.Status != theirs.Status || ours.UpNumber != theirs.UpNumber)
            {
                merged[node] = ours.With(
                    ours.Status > theirs.Status ? ours.Status : theirs.Status,
                    Math.Min(ours.UpNumber, theirs.UpNumber));
            }
        }

        return merged.ToImmutable();
    }

    private ImmutableSortedDictionary<UniqueAddress, Observation> MergeObservations(Gossip other)
    {
        var merged = Observations.ToBuilder();
        foreach (var (observer, theirs) in other.Observations)
        {
            if (!merged.TryGetValue(observer, out var ours) || ours.Version < theirs.Version)
            {
                merged[observer] = theirs;
            }
        }

        return merged.ToImmutable();
    }
}
