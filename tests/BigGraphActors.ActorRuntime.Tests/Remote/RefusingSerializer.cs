using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace BigGraphActors.ActorRuntime.Tests.Remote;

/// <summary>Bound to every class that nothing else is bound to.</summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7_003;

    public override string Manifest(object o) => "none";

    public override byte[] ToBinary(object obj) =>
        throw new SerializationException($"{obj.GetType().Name} is bound to no serializer");

    public override object FromBinary(byte[] bytes, string manifest) =>
        throw new SerializationException("Nothing is read without a binding");
}
