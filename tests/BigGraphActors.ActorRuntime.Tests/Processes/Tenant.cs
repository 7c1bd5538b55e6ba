using Akka.Actor;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>Says when it begins and ends, and answers with the port of its node.</summary>
internal sealed class Tenant : ReceiveActor
{
    private readonly string _name;

    public Tenant(string name, string home)
    {
        _name = name;
        Receive<string>(_ => Sender.Tell(home));
    }

    protected override void PreStart() => NodeProgram.Say("begins " + _name);

    protected override void PostStop() => NodeProgram.Say("ends " + _name);
}
