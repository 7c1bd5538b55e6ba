namespace Akka.Actor.Cells;

/// <summary>A timer's message on its way; dropped when its timer was cancelled or started anew meanwhile.</summary>
internal sealed record TimerMessage(object Key, object Message, int Generation, bool Repeats)
    : INotInfluenceReceiveTimeout;
