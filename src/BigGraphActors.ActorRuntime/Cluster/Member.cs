namespace Akka.Cluster;

/// <summary>
/// A node as the cluster knows it. Equal members are the same life of the same node, whatever their status.
/// </summary>
public sealed class Member : IComparable<Member>, IEquatable<Member>
{
    /// <summary>Oldest first: by the number given when the leader let it in.</summary>
    public static readonly IComparer<Member> AgeOrdering = Comparer<Member>.Create(static (left, right) =>
        left.Equals(right) ? 0 : left.IsOlderThan(right) ? -1 : 1);

    internal Member(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles) =>
        (UniqueAddress, UpNumber, Status, Roles) = (uniqueAddress, upNumber, status, roles);

    /// <summary>Which life of which node.</summary>
    public UniqueAddress UniqueAddress { get; }

    /// <summary>Where it is reached.</summary>
    public Address Address => UniqueAddress.Address;

    /// <summary>Where it is in its life.</summary>
    public MemberStatus Status { get; }

    /// <summary>What it is there for: <c>akka.cluster.roles</c>.</summary>
    public ImmutableHashSet<string> Roles { get; }

    internal int UpNumber { get; }

    /// <summary>Whether it has a role.</summary>
    public bool HasRole(string role) => Roles.Contains(role);

    /// <summary>Whether it was let in before the other; address decides between equals.</summary>
    public bool IsOlderThan(Member other) =>
        UpNumber != other.UpNumber ? UpNumber < other.UpNumber : UniqueAddress.CompareTo(other.UniqueAddress) < 0;

    /// <summary>By address.</summary>
    public int CompareTo(Member? other) => other is null ? 1 : UniqueAddress.CompareTo(other.UniqueAddress);

    /// <inheritdoc/>
    public bool Equals(Member? other) => other is not null && UniqueAddress.Equals(other.UniqueAddress);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Member);

    /// <inheritdoc/>
    public override int GetHashCode() => UniqueAddress.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() =>
        $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, role=[{string.Join(',', Roles)}])";

    internal Member With(MemberStatus status, int upNumber) => new(UniqueAddress, upNumber, status, Roles);
}
