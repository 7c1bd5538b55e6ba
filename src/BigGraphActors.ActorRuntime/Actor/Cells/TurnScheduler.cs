using System.Runtime.ExceptionServices;

namespace Akka.Actor.Cells;

/// <summary>
/// Runs the pieces of an asynchronous handler on its actor's turns, so that its state is never touched by two threads.
/// </summary>
internal sealed class TurnScheduler(ActorCell cell) : TaskScheduler
{
    private Envelope _envelope;
    private int _generation;

    /// <summary>Starts the handler now; user messages wait until it has ended.</summary>
    public void Run(Func<Task> handler, in Envelope envelope)
    {
        var outer = new Task<Task>(handler);
        _envelope = envelope;
        outer.RunSynchronously(this);
        var inner = outer.Unwrap();
        if (inner.IsCompleted)
        {
            Rethrow(inner);
            return;
        }

        cell.Mailbox.Hold();
        var generation = _generation;
        inner.ContinueWith(done => cell.SelfRef.SendSystemMessage(new Continuation(() => Finish(done, generation))),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, Default);
    }

    /// <summary>What still runs belongs to an instance that is no more.</summary>
    public void Abandon() => _generation++;

    protected override void QueueTask(Task task)
    {
        var generation = _generation;
        cell.SelfRef.SendSystemMessage(new Continuation(() =>
        {
            if (generation == _generation)
            {
                cell.ResumeTurn(_envelope, () => TryExecuteTask(task));
            }
        }));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(ActorCell.Current, cell) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private static void Rethrow(Task task)
    {
        if (task.Exception is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerExceptions.Count == 1 ? failure.InnerExceptions[0] : failure);
        }

        if (task.IsCanceled)
        {
            throw new TaskCanceledException(task);
        }
    }

    private void Finish(Task done, int generation)
    {
        if (generation != _generation)
        {
            return;
        }

        cell.Mailbox.Unhold();
        cell.ResumeTurn(_envelope, () => Rethrow(done));
        _envelope = default;
    }
}
