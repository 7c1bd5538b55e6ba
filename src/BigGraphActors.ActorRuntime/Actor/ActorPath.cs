using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor;

/// <summary>The name of an actor: an address and the names from the root down, with the incarnation's number.</summary>
/// <remarks>
/// Equality ignores the incarnation, as in Akka.NET; <see cref="IActorRef"/> equality does not. May differ: there is no
/// surrogate for serializers; send <see cref="ToSerializationFormat"/>.
/// </remarks>
public abstract class ActorPath : IEquatable<ActorPath>
{
    private const string AllowedSymbols = "-_.*$+:@&=,!~';()\"";
    private string? _text;

    private protected ActorPath(Address address, ActorPath? parent, string name, long uid)
    {
        Address = address;
        Parent = parent ?? this;
        Name = name;
        Uid = uid;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The system the actor lives in; local unless it came over the wire.</summary>
    public Address Address { get; }

    /// <summary>The path one level up; the root is its own parent.</summary>
    public ActorPath Parent { get; }

    /// <summary>The last element; <c>/</c> at the root.</summary>
    public string Name { get; }

    /// <summary>Which incarnation under this name; 0 when unknown.</summary>
    public long Uid { get; }

    /// <summary>How many elements stand below the root.</summary>
    public int Depth { get; }

    /// <summary>The names from the root down, without the root.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new string[Depth];
            for (var path = this; path.Depth > 0; path = path.Parent)
            {
                names[path.Depth - 1] = path.Name;
            }

            return names;
        }
    }

    /// <summary>Reads a path with its address.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (!Address.TryParse(path, out var address))
        {
            return false;
        }

        var start = path.IndexOf('/', path.IndexOf("://", StringComparison.Ordinal) + 3);
        var rest = start < 0 ? "" : path[(start + 1)..];
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        var uid = 0L;
        if (hash >= 0 && !long.TryParse(rest[(hash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out uid))
        {
            return false;
        }

        var names = (hash < 0 ? rest : rest[..hash]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        ActorPath result = new RootActorPath(address);
        foreach (var name in names)
        {
            result = new ChildActorPath(result, Uri.UnescapeDataString(name), 0);
        }

        actorPath = uid == 0 ? result : result.WithUid(uid);
        return true;
    }

    /// <summary>
    /// Whether a name may be given to an actor: not empty, no leading <c>$</c>, letters, digits and a few symbols.
    /// </summary>
    public static bool IsValidPathElement(string s) => !string.IsNullOrEmpty(s) && s[0] != '$' && HasOnlyAllowed(s);

    /// <summary>The same path for one incarnation.</summary>
    public ActorPath WithUid(long uid) => Depth == 0 ? this : new ChildActorPath(Parent, Name, uid);

    /// <summary><c>/user/a/b</c>.</summary>
    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    /// <summary>The path with another address in place of a local one.</summary>
    public string ToStringWithAddress(Address address) =>
        Address.HasGlobalScope ? ToString() : address + ToStringWithoutAddress();

    /// <summary>The path with address and incarnation.</summary>
    public string ToStringWithUid() => AppendUid(ToString());

    /// <summary>What goes over the wire: address, path and incarnation.</summary>
    public string ToSerializationFormat() => ToStringWithUid();

    /// <summary>What goes over the wire from the system at <paramref name="address"/>.</summary>
    public string ToSerializationFormatWithAddress(Address address) => AppendUid(ToStringWithAddress(address));

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Depth != other.Depth || !Address.Equals(other.Address))
        {
            return false;
        }

        for (ActorPath a = this, b = other; a.Depth > 0 && !ReferenceEquals(a, b); a = a.Parent, b = b.Parent)
        {
            if (a.Name != b.Name)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Depth, Name, Depth > 0 ? Parent.Name : "");

    /// <inheritdoc/>
    public override string ToString() => _text ??= Address + ToStringWithoutAddress();

    /// <summary>The path of a child.</summary>
    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    /// <summary>The path of a descendant.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Aggregate(path, (at, one) => at / one);

    /// <summary>Whether both are the same path, whatever the incarnation.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    /// <summary>Whether the paths differ.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);

    internal static bool HasOnlyAllowed(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !AllowedSymbols.Contains(c, StringComparison.Ordinal) && c != '%')
            {
                return false;
            }
        }

        return true;
    }

    private string AppendUid(string text) =>
        Uid == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}#{Uid}");
}
