namespace Akka.Actor;

/// <summary>Results of tasks as messages, so that an actor need not wait.</summary>
public static class PipeToSupport
{
    /// <summary>Sends the result, or <see cref="Status.Failure"/>.</summary>
    /// <param name="taskToPipe">The task.</param>
    /// <param name="recipient">Who gets the result.</param>
    /// <param name="sender">The sender it will see; null for the running actor.</param>
    /// <param name="success">Makes the message of the result; runs off any actor's turn.</param>
    /// <param name="failure">Makes the message of the failure; runs off any actor's turn.</param>
    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null,
        Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        var from = sender ?? ActorCell.Current?.Self;
        return Pipe(taskToPipe, recipient, from, () => success is null ? taskToPipe.Result!
            : success(taskToPipe.Result), failure);
    }

    /// <summary>
    /// Sends what <paramref name="success"/> makes, or <see cref="Status.Failure"/>; nothing without it.
    /// </summary>
    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, IActorRef? sender = null,
        Func<object>? success = null, Func<Exception, object>? failure = null)
    {
        var from = sender ?? ActorCell.Current?.Self;
        return Pipe(taskToPipe, recipient, from, success, failure);
    }

    private static async Task Pipe(
        Task task, ICanTell recipient, IActorRef? sender, Func<object>? success, Func<Exception, object>? failure)
    {
        try
        {
            await task.ConfigureAwait(false);
            if (success is not null)
            {
                recipient.Tell(success(), sender);
            }
        }
        // The failure is the message.
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }
}
