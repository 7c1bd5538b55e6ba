using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace BigGraphActors.ActorRuntime.Tests.Remote;

/// <summary>Writes <see cref="Note"/>, and knows nothing else.</summary>
public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4711;

    public override string Manifest(object o) => "N";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Note)obj).Text);

    public override object FromBinary(byte[] bytes, string manifest) => manifest == "N"
        ? new Note(Encoding.UTF8.GetString(bytes))
        : throw new ArgumentException($"unknown manifest '{manifest}'");
}
