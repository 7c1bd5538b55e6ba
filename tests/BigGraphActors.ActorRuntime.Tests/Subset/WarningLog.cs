using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>A logger that keeps warnings, for what is logged before a test could subscribe.</summary>
public sealed class WarningLog : ReceiveActor
{
    public WarningLog()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<Warning>(static line => Lines.Add(line.Message.ToString()!));
    }

    internal static ConcurrentBag<string> Lines { get; } = [];
}
