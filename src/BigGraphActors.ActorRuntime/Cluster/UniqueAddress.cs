namespace Akka.Cluster;

/// <summary>One life of a node: a restarted process has the same address and another number.</summary>
/// <param name="address">Where it is reached.</param>
/// <param name="uid">Drawn when its actor system started.</param>
public sealed class UniqueAddress(Address address, int uid) : IEquatable<UniqueAddress>, IComparable<UniqueAddress>
{
    /// <summary>Where it is reached.</summary>
    public Address Address { get; } = address;

    /// <summary>Drawn when its actor system started.</summary>
    public int Uid { get; } = uid;

    /// <inheritdoc/>
    public bool Equals(UniqueAddress? other) => other is not null && Uid == other.Uid && Address.Equals(other.Address);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UniqueAddress);

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

    /// <summary>Whether both are the same life of the same node.</summary>
    public static bool operator ==(UniqueAddress? left, UniqueAddress? right) => Equals(left, right);

    /// <summary>Whether they are different lives.</summary>
    public static bool operator !=(UniqueAddress? left, UniqueAddress? right) => !Equals(left, right);
}
