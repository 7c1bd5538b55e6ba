using System.Collections.Frozen;
using Akka.Actor;
using Akka.Configuration;
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

/// <summary>Takes the place of a serializer that would make whatever type a message names.</summary>
/// <remarks>
/// <c>hocon/cluster.conf</c> puts one where Akka.NET has its own: what would be sent or received through it is refused,
/// and logged once a type. A manifest stays a text: not even a type of that name is looked up.
/// </remarks>
public abstract class RefusingSerializer : SerializerWithStringManifest
{
    private readonly RefusedTypes _refused;

    private RefusingSerializer(ExtendedActorSystem system)
        : base(system) => _refused = new RefusedTypes(system);

    /// <inheritdoc/>
    public override string Manifest(object o) => "";

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        throw _refused.Refuse(obj.GetType().FullName!, "may not be sent to another node");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) =>
        throw _refused.Refuse($"'{manifest}'", $"came through serializer {Identifier}, which is off");

    /// <summary>In place of Newtonsoft's JSON, which makes any type and sets its properties; the default for all that
    /// has no serializer of its own.</summary>
    public sealed class Json : RefusingSerializer
    {
        /// <param name="system">The node's actor system.</param>
        /// <param name="settings">Those of Newtonsoft's, which Akka.NET hands over because it has some.</param>
        public Json(ExtendedActorSystem system, Config settings)
            : base(system) => ArgumentNullException.ThrowIfNull(settings);

        /// <inheritdoc/>
        public override int Identifier => 1;
    }

    /// <summary>In place of Protocol Buffers, which makes any type that has a constructor without parameters.</summary>
    /// <param name="system">The node's actor system.</param>
    public sealed class Protobuf(ExtendedActorSystem system) : RefusingSerializer(system)
    {
        /// <inheritdoc/>
        public override int Identifier => 2;
    }

    /// <summary>In place of remote deployment: nobody starts an actor on another node.</summary>
    /// <param name="system">The node's actor system.</param>
    public sealed class Deployment(ExtendedActorSystem system) : RefusingSerializer(system)
    {
        /// <inheritdoc/>
        public override int Identifier => 3;
    }

    /// <summary>In place of reliable delivery, which is not used and makes types by their names.</summary>
    /// <param name="system">The node's actor system.</param>
    public sealed class Delivery(ExtendedActorSystem system) : RefusingSerializer(system)
    {
        /// <inheritdoc/>
        public override int Identifier => 36;
    }
}
