namespace Akka.Event;

/// <summary>Logs the first so many dead letters: <c>akka.log-dead-letters</c>.</summary>
internal sealed class DeadLetterListener : ReceiveActor
{
    public DeadLetterListener(int limit)
    {
        var log = Context.GetLogger();
        var seen = 0;
        Receive<DeadLetter>(letter =>
        {
            if (++seen <= limit)
            {
                log.Info("Message [{0}] from {1} to {2} was not delivered. [{3}] dead letters encountered{4}.",
                    letter.Message.GetType().Name,
                    letter.Sender, letter.Recipient, seen, seen == limit ? ", no more dead letters will be logged"
                        : "");
            }
        });
    }
}
