namespace Akka.Actor;

/// <summary>Questions: a message whose first reply completes a task.</summary>
/// <remarks>May differ: a question is called off by its limit only, not by a cancellation token.</remarks>
public static class Futures
{
    /// <summary>Asks, for any reply.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        Ask<object>(self, message, timeout);

    /// <summary>Asks, for a reply of one type.</summary>
    /// <param name="self">Whom.</param>
    /// <param name="message">What.</param>
    /// <param name="timeout">Null for <c>akka.actor.ask-timeout</c>, which is infinite by default.</param>
    /// <exception cref="AskTimeoutException">In the task: no reply in time.</exception>
    /// <exception cref="ArgumentException">
    /// In the task: a reply of another type. A <see cref="Status.Failure"/> gives its cause.
    /// </exception>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null)
    {
        var system = SystemOf(self);
        var asker = new AskRef<T>(system);
        var limit = timeout ?? system.Settings.AskTimeout;
        if (limit > TimeSpan.Zero)
        {
            var timer = new Cancelable();
            system.Scheduler.Advanced.ScheduleOnce(limit, () =>
            {
                asker.Reply.TrySetException(new AskTimeoutException($"No reply of {self} in {limit}"));
                asker.Release();
            }, timer);
            asker.Reply.Task.ContinueWith(_ => timer.Cancel(),
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        self.Tell(message, asker);
        return asker.Reply.Task;
    }

    private static ActorSystemCore SystemOf(ICanTell self)
    {
        var reference = self is ActorSelection selection ? selection.Anchor : self;
        return (reference as InternalActorRef)?.Home ?? ActorCell.Current?.SystemCore
            ?? throw new ArgumentException($"{self} belongs to no system that could wait for its reply", nameof(self));
    }
}
