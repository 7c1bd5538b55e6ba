namespace Akka.Actor.Cells;

/// <summary>A timer's message on its way; dropped when its timer was cancelled or started anew meanwhile.</summary>
internal sealed class TimerMessage(object key, object message, int generation, bool repeats)
    : INotInfluenceReceiveTimeout
{
    public object Key { get; } = key;

    public object Message { get; } = message;

    public int Generation { get; } = generation;

    public bool Repeats { get; } = repeats;

    public override string ToString() => $"TimerMessage({Key}, {Message})";
}
