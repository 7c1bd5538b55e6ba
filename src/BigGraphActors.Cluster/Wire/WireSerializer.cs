using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using BigGraphActors.Cluster.Messages;
using Hyperion;

namespace BigGraphActors.Cluster.Wire;

/// <summary>Hyperion for control messages and run events, with an allow-list of exactly these.</summary>
/// <remarks>
/// A subclass because neither of Akka.NET's own ways to an allow-list works in 1.5.74: <c>allowed-types</c> refuses the
/// listed types as well when they are sent, and <c>HyperionSerializerSetup.WithTypeFilter</c> is not handed on. What
/// stands not on the list is refused on both sides, never made, and logged once a type. No more bytes are looked at
/// than <see cref="LongestMessage"/>.
/// </remarks>
public sealed class WireSerializer : HyperionSerializer
{
    /// <summary>Bytes of the longest message; longer ones are refused on both sides.</summary>
    public const int LongestMessage = 32 * 1024;

    private readonly RefusedTypes _refused;

    /// <summary>Called by Akka.NET, by configuration.</summary>
    public WireSerializer(ExtendedActorSystem system)
        : this(system, new RefusedTypes(system))
    {
    }

    private WireSerializer(ExtendedActorSystem system, RefusedTypes refused)
        : base(system, new HyperionSerializerSettings(
            preserveObjectReferences: false,
            versionTolerance: false,
            knownTypesProvider: typeof(NoKnownTypes),
            packageNameOverrides: [],
            surrogates: [],
            disallowUnsafeType: true,
            typeFilter: new AllowList(refused))) => _refused = refused;

    /// <inheritdoc/>
    public override int Identifier => 7302;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        Type type = obj.GetType();
        if (!WireTypes.IsMessage(type))
        {
            throw _refused.Refuse(type.FullName!, "may not be sent to another node");
        }

        byte[] bytes = base.ToBinary(obj);
        return bytes.Length <= LongestMessage ? bytes : throw TooLong(type.Name, bytes.Length);
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type)
    {
        if (bytes.Length > LongestMessage)
        {
            throw TooLong("message", bytes.Length);
        }

        object message = base.FromBinary(bytes, typeof(IControlMessage));
        if (message is null || !WireTypes.IsMessage(message.GetType()))
        {
            throw _refused.Refuse(message?.GetType().FullName ?? "null", "is no message");
        }

        try
        {
            WireTypes.Check(message);
            return message;
        }
        catch (InvalidDataException missing)
        {
            throw new SerializationException(missing.Message, missing);
        }
    }

    private static SerializationException TooLong(string what, int length) =>
        new($"a {what} of {length} bytes: a control message may have {LongestMessage}");

    /// <summary>None: such a list is part of what travels, and shortens messages by little.</summary>
    private sealed class NoKnownTypes : IKnownTypesProvider
    {
        public IEnumerable<Type> GetKnownTypes() => [];
    }

    private sealed class AllowList(RefusedTypes refused) : ITypeFilter
    {
        public bool IsAllowed(string typeName)
        {
            bool isAllowed = WireTypes.IsAllowed(typeName);
            if (!isAllowed)
            {
                refused.Tell(typeName, "is not on the list of wire types");
            }

            return isAllowed;
        }
    }
}

/// <summary>Logs what was refused, once a type.</summary>
/// <remarks>Names may come from a stranger: so many of them are remembered, so long, and without control characters.
/// </remarks>
internal sealed class RefusedTypes(ActorSystem system)
{
    private const int MostNames = 100;
    private const int LongestName = 120;
    private readonly ConcurrentDictionary<string, bool> _told = new();

    /// <summary>Logs it, if it is new, and makes the exception.</summary>
    public SerializationException Refuse(string typeName, string why)
    {
        Tell(typeName, why);
        return new SerializationException($"{Readable(typeName)} {why}");
    }

    /// <summary>Logs it, if it is new.</summary>
    public void Tell(string typeName, string why)
    {
        string name = Readable(typeName);
        if (_told.Count < MostNames && _told.TryAdd(name, true))
        {
            system.Log.Warning("Refused: {0} {1}", name, why);
        }
    }

    private static string Readable(string name) =>
        string.Concat(name.Take(LongestName).Select(one => char.IsControl(one) ? '?' : one));
}
