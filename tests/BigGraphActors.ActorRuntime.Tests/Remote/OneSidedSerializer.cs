using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace BigGraphActors.ActorRuntime.Tests.Remote;

/// <summary>Writes under the number of <see cref="NoteSerializer"/> a manifest that it does not know.</summary>
public sealed class OneSidedSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4711;

    public override string Manifest(object o) => "System.Diagnostics.Process, System.Diagnostics.Process";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((OneSided)obj).Text);

    public override object FromBinary(byte[] bytes, string manifest) => throw new ArgumentException("never read");
}
