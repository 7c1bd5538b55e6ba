namespace Akka.Event;

/// <summary>Writes log lines to standard output, as Akka.NET's does.</summary>
public class DefaultLogger : ActorBase
{
    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent line:
                Print(line);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes one line.</summary>
    protected virtual void Print(LogEvent logEvent) => Console.Out.WriteLine(logEvent.ToString());
}
