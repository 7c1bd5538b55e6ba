namespace Akka.Actor;

/// <summary>An actor whose behaviours are lists of typed handlers; the first that takes a message wins.</summary>
/// <remarks>May differ: handlers by <see cref="Type"/> object are not offered.</remarks>
public abstract class ReceiveActor : ActorBase
{
    private readonly List<Func<object, bool>> _first = [];
    private List<Func<object, bool>>? _building;
    private bool _catchAll;

    /// <summary>Handlers are added in the constructor of the derived class.</summary>
    protected ReceiveActor() => _building = _first;

    internal override void Initialize() => _building = null;

    /// <inheritdoc/>
    protected sealed override bool Receive(object message) => Run(_first, message);

    /// <summary>Replaces the behaviour by the handlers that <paramref name="configure"/> adds.</summary>
    protected void Become(Action configure)
    {
        var handlers = Build(configure);
        Become(message => Run(handlers, message));
    }

    /// <summary>Puts the handlers that <paramref name="configure"/> adds over the current behaviour.</summary>
    protected void BecomeStacked(Action configure)
    {
        var handlers = Build(configure);
        BecomeStacked(message => Run(handlers, message));
    }

    /// <summary>Handles messages of a type, if the filter lets them pass.</summary>
    /// <exception cref="InvalidOperationException">
    /// When called outside the constructor and <c>Become</c>, or after <c>ReceiveAny</c>.
    /// </exception>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Add(message =>
    {
        if (message is not T typed || shouldHandle?.Invoke(typed) == false)
        {
            return false;
        }

        handler(typed);
        return true;
    });

    /// <summary>Handles messages of a type that pass the filter.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Handles messages of a type; false leaves the message to the next handler.</summary>
    /// <remarks>A lambda that ends in a call which returns bool binds to this overload: use a statement.</remarks>
    protected void Receive<T>(Func<T, bool> handler) => Add(message => message is T typed && handler(typed));

    /// <summary>Handles whatever no handler before took.</summary>
    protected void ReceiveAny(Action<object> handler)
    {
        Add(message =>
        {
            handler(message);
            return true;
        });
        _catchAll = true;
    }

    /// <summary>
    /// As <see cref="Receive{T}(Action{T}, Predicate{T})"/>; other messages wait until the task has ended.
    /// </summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive<T>(message => RunOnTurns(() => handler(message)), shouldHandle);

    /// <summary>As the other overload, with the filter first.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) =>
        ReceiveAsync(handler, shouldHandle);

    private static bool Run(List<Func<object, bool>> handlers, object message)
    {
        foreach (var handler in handlers)
        {
            if (handler(message))
            {
                return true;
            }
        }

        return false;
    }

    private List<Func<object, bool>> Build(Action configure)
    {
        var (before, beforeCatchAll) = (_building, _catchAll);
        var handlers = new List<Func<object, bool>>();
        (_building, _catchAll) = (handlers, false);
        try
        {
            configure();
        }
        finally
        {
            (_building, _catchAll) = (before, beforeCatchAll);
        }

        return handlers;
    }

    private void Add(Func<object, bool> handler)
    {
        if (_building is null)
        {
            throw new InvalidOperationException("Handlers are added in the constructor and in Become only");
        }

        if (_catchAll)
        {
            throw new InvalidOperationException(
                "A handler that catches all messages was added: no other can follow it");
        }

        _building.Add(handler);
    }
}
