namespace Akka.Actor;

/// <summary>The cancelable to give to the scheduler.</summary>
internal sealed class Cancelable : ICancelable
{
    private volatile bool _cancelled;

    public bool IsCancellationRequested => _cancelled;

    public void Cancel() => _cancelled = true;
}
