namespace Akka.Serialization;

/// <summary>The runtime's own messages between actors.</summary>
internal sealed class RuntimeSerializer(ExtendedActorSystem system) : WireSerializer(system)
{
    private const int MostElements = 64;

    public static IEnumerable<Type> Types =>
    [
        typeof(PoisonPill), typeof(Kill), typeof(Identify), typeof(ActorIdentity), typeof(ActorSelectionMessage),
        typeof(Status.Success), typeof(Status.Failure), typeof(Done),
    ];

    public override int Identifier => 16;

    public override string Manifest(object o) => o switch
    {
        PoisonPill => "P",
        Kill => "K",
        Identify => "ID",
        ActorIdentity => "AID",
        ActorSelectionMessage => "SEL",
        Status.Success => "OK",
        Status.Failure => "FAIL",
        _ => "DONE",
    };

    protected override void Write(BinaryWriter writer, object message)
    {
        switch (message)
        {
            case Identify identify:
                WriteNested(writer, identify.MessageId);
                break;
            case ActorIdentity identity:
                WriteNested(writer, identity.MessageId);
                writer.Write(Akka.Serialization.Serialization.SerializedActorPath(identity.Subject));
                break;
            case ActorSelectionMessage selection:
                WriteTexts(writer, selection.Elements);
                WriteNested(writer, selection.Message);
                break;
            case Status.Success success:
                WriteNested(writer, success.Status);
                break;
            case Status.Failure failure:
                writer.Write(failure.Cause.GetType().Name);
                writer.Write(failure.Cause.Message);
                break;
        }
    }

    protected override object Read(BinaryReader reader, string manifest) => manifest switch
    {
        "P" => PoisonPill.Instance,
        "K" => Kill.Instance,
        "DONE" => Done.Instance,
        "ID" => new Identify(ReadNestedOrNull(reader)!),
        "AID" => new ActorIdentity(ReadNestedOrNull(reader)!, ReadRef(reader)!),
        "SEL" => ReadSelection(reader),
        "OK" => new Status.Success(ReadNestedOrNull(reader)),
        "FAIL" => new Status.Failure(new RemoteFailureException(reader.ReadString(), reader.ReadString())),
        _ => throw Unknown(manifest),
    };

    private ActorSelectionMessage ReadSelection(BinaryReader reader)
    {
        var elements = ReadTexts(reader, MostElements);
        return new ActorSelectionMessage(ReadNested(reader, "P", "K", "ID"), elements);
    }

    private IActorRef? ReadRef(BinaryReader reader)
    {
        var path = reader.ReadString();
        return path.Length == 0 ? null : system.Provider.ResolveActorRef(path);
    }
}
