using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace BigGraphActors.Cluster.Wire;

/// <summary>Turns control messages into JSON under short manifests, and back.</summary>
/// <remarks>
/// Rates are tens of messages a second, so text costs nothing and can be read in a network trace. Bytes come from
/// anybody who reaches the port: only the types of <see cref="ControlManifests"/> can come of them, and no more bytes
/// are looked at than <see cref="LongestMessage"/>.
/// </remarks>
public sealed class ControlSerializer : SerializerWithStringManifest
{
    /// <summary>Bytes of the longest message; longer ones are refused on both sides.</summary>
    public const int LongestMessage = 32 * 1024;

    /// <summary>Called by the actor runtime, by configuration.</summary>
    public ControlSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 7301;

    /// <inheritdoc/>
    public override string Manifest(object o) => ControlManifests.NameOf(o.GetType());

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), ControlJson.Default);
        return bytes.Length <= LongestMessage
            ? bytes
            : throw new ArgumentException(
                $"a {obj.GetType().Name} of {bytes.Length} bytes: a control message may have {LongestMessage}");
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        Type type = ControlManifests.TypeOf(manifest);
        if (bytes.Length > LongestMessage)
        {
            throw new ArgumentException(
                $"{manifest} of {bytes.Length} bytes: a control message may have {LongestMessage}");
        }

        return JsonSerializer.Deserialize(bytes, type, ControlJson.Default)
            ?? throw new ArgumentException($"{manifest} with nothing in it");
    }
}
