namespace Akka.Dispatch;

/// <summary>A message of the runtime to an actor's cell; a link of the mailbox's own list.</summary>
internal abstract class SystemMessage
{
    /// <summary>The message sent before this one, while it waits in a mailbox.</summary>
    internal SystemMessage? Next;
}
