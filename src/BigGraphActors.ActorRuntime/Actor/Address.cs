namespace Akka.Actor;

/// <summary>Where an actor system is: protocol, system name and, unless it is local, host and port.</summary>
/// <param name="Protocol"><c>akka</c> for a local system, <c>akka.tcp</c> with remoting.</param>
/// <param name="System">The name given to <see cref="ActorSystem.Create(string)"/>.</param>
/// <param name="Host">Host name or IP address; null in a local address.</param>
/// <param name="Port">TCP port; null in a local address.</param>
public sealed record Address(string Protocol, string System, string? Host = null, int? Port = null)
    : IComparable<Address>
{
    /// <summary>True when no host is named, so that it means something in its own process only.</summary>
    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    /// <summary>True when a host is named.</summary>
    public bool HasGlobalScope => !HasLocalScope;

    /// <summary>Reads <c>protocol://system@host:port</c>.</summary>
    /// <exception cref="UriFormatException">When the text is no address.</exception>
    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"'{address}' is not an address");

    /// <summary>Reads an address; anything from the first slash after the authority on is ignored.</summary>
    public static bool TryParse(string path,
        [global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Address? address)
    {
        address = null;
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            return false;
        }

        var authority = path[(scheme + 3)..];
        var slash = authority.IndexOf('/', StringComparison.Ordinal);
        authority = slash < 0 ? authority : authority[..slash];
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        if (authority.Length == 0 || at == 0)
        {
            return false;
        }

        if (at < 0)
        {
            address = new Address(path[..scheme], authority);
            return true;
        }

        var colon = authority.LastIndexOf(':');
        if (colon <= at + 1 || !ushort.TryParse(authority[(colon + 1)..], NumberStyles.None,
            CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        address = new Address(path[..scheme], authority[..at], authority[(at + 1)..colon], number);
        return true;
    }

    /// <summary><c>system@host:port</c>, or the system alone when local.</summary>
    public string HostPort() => HasLocalScope ? System : $"{System}@{Host}:{Port}";

    /// <summary>Orders by protocol, system, host and port; every node orders members alike by it.</summary>
    public int CompareTo(Address? other)
    {
        if (other is null || ReferenceEquals(this, other))
        {
            return other is null ? 1 : 0;
        }

        var order = string.CompareOrdinal(Protocol, other.Protocol);
        order = order != 0 ? order : string.CompareOrdinal(System, other.System);
        order = order != 0 ? order : string.CompareOrdinal(Host ?? "", other.Host ?? "");
        return order != 0 ? order : (Port ?? 0).CompareTo(other.Port ?? 0);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol}://{HostPort()}";
}
