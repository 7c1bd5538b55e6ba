using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace BigGraphActors.Cluster.Wire;

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
