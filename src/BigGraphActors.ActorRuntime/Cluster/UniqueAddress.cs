namespace Akka.Cluster;

/// <summary>One life of a node: a restarted process has the same address and another number.</summary>
/// <param name="Address">Where it is reached.</param>
/// <param name="Uid">Drawn when its actor system started.</param>
public sealed record UniqueAddress(Address Address, int Uid) : IComparable<UniqueAddress>
{
    /// <inheritdoc/>
    public bool Equals(UniqueAddress? other) => other is not null && Uid == other.Uid && Address.Equals(other.Address);

    /// <inheritdoc/>
    public override int GetHashCode() => Uid;

    /// <summary>By address, then by number.</summary>
    public int CompareTo(UniqueAddress? other)
    {
        var order = other is null ? 1 : Address.CompareTo(other.Address);
        return order != 0 ? order : Uid.CompareTo(other!.Uid);
    }

    /// <inheritdoc/>
    public override string ToString() => $"UniqueAddress: ({Address}, {Uid})";
}
