using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Tests.Simulation;

/// <summary>
/// A machine that runs one process at a time: alive, stopped for a while, or dead until started again.
/// </summary>
internal sealed class SimulatedNode(int index)
{
    public int Index { get; } = index;

    /// <summary>Grows with each start of a process.</summary>
    public int Life { get; private set; }

    public bool IsAlive { get; private set; }

    public double PausedUntil { get; private set; }

    /// <summary>Whether it was stopped within an action that it has to finish before all others.</summary>
    public bool IsInTheMiddle { get; set; }

    /// <summary>Nodes of different sides do not hear each other.</summary>
    public int Side { get; set; }

    public NodeName Name => NameOf(Life);

    /// <summary>Names of the lives before this one.</summary>
    public NodeName[] EarlierNames => [.. Enumerable.Range(1, Math.Max(0, Life - 1)).Select(NameOf)];

    public void Start()
    {
        Life++;
        IsAlive = true;
        PausedUntil = -1;
        IsInTheMiddle = false;
    }

    public void Die() => IsAlive = false;

    public void PauseUntil(double time) => PausedUntil = Math.Max(PausedUntil, time);

    private NodeName NameOf(int life) => new($"node{Index}:1#{life}");
}
