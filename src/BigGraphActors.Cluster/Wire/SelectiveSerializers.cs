using System.Collections.Frozen;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace BigGraphActors.Cluster.Wire;

/// <summary>Akka.NET's serializer of small things, without those that a cluster does not need.</summary>
/// <remarks>
/// Left: how actors are found, named and watched. Refused: <see cref="PoisonPill"/> and <see cref="Kill"/>, with which
/// any node could end any actor of another; failures, whose exceptions are made by their names; routers and scopes,
/// which belong to remote deployment.
/// </remarks>
public sealed class SelectiveMiscSerializer : SerializerWithStringManifest
{
    private readonly MiscMessageSerializer _inner;
    private readonly RefusedTypes _refused;
    private readonly FrozenSet<string> _manifests;

    /// <summary>Called by Akka.NET, by configuration.</summary>
    public SelectiveMiscSerializer(ExtendedActorSystem system)
        : base(system)
    {
        _inner = new MiscMessageSerializer(system);
        _refused = new RefusedTypes(system);
        _manifests =
        [
            .. new object[]
            {
                new Identify(""),
                new ActorIdentity("", ActorRefs.Nobody),
                ActorRefs.Nobody,
                Akka.Remote.RemoteWatcher.Heartbeat.Instance,
                new Akka.Remote.RemoteWatcher.HeartbeatRsp(0),
            }.Select(_inner.Manifest),
        ];
    }

    /// <inheritdoc/>
    public override int Identifier => 16;

    /// <inheritdoc/>
    public override string Manifest(object o) => _inner.Manifest(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _manifests.Contains(_inner.Manifest(obj))
        ? _inner.ToBinary(obj)
        : throw _refused.Refuse(obj.GetType().FullName!, "may not be sent to another node");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => _manifests.Contains(manifest)
        ? _inner.FromBinary(bytes, manifest)
        : throw _refused.Refuse($"'{manifest}'", "is nothing that another node may send");
}

/// <summary>Akka.NET's serializer of system messages: only those by which nodes watch each other's actors.</summary>
/// <remarks>
/// Refused are those that create, suspend, restart and end an actor from afar, which only remote deployment needs.
/// </remarks>
public sealed class SelectiveSystemSerializer : SerializerWithStringManifest
{
    private static readonly FrozenDictionary<string, Type> Allowed =
        new[] { typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification) }
            .ToFrozenDictionary(type => type.TypeQualifiedName());

    private readonly SystemMessageSerializer _inner;
    private readonly RefusedTypes _refused;

    /// <summary>Called by Akka.NET, by configuration.</summary>
    public SelectiveSystemSerializer(ExtendedActorSystem system)
        : base(system)
    {
        _inner = new SystemMessageSerializer(system);
        _refused = new RefusedTypes(system);
    }

    /// <inheritdoc/>
    public override int Identifier => 22;

    /// <inheritdoc/>
    public override string Manifest(object o) => o.GetType().TypeQualifiedName();

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => Allowed.ContainsKey(Manifest(obj))
        ? _inner.ToBinary(obj)
        : throw _refused.Refuse(obj.GetType().FullName!, "may not be sent to another node");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Allowed.TryGetValue(manifest, out Type? type)
        ? _inner.FromBinary(bytes, type)
        : throw _refused.Refuse($"'{manifest}'", "is nothing that another node may send");
}
