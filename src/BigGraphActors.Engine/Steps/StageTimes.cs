using System.Diagnostics;

namespace BigGraphActors.Engine.Steps;

/// <summary>Time that one thread's training spends in each stage of a block.</summary>
/// <remarks>A stage ends where the next begins. Owned by one thread; nothing of it exists in a normal run.</remarks>
internal sealed class StageTimes
{
    private readonly long[] _ticks = new long[Enum.GetValues<TrainingStage>().Length];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Forgets the time since the last stage: what follows begins now.</summary>
    public void Begin() => _last = Stopwatch.GetTimestamp();

    /// <summary>Books the time since the last call on a stage.</summary>
    public void End(TrainingStage stage)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)stage] += now - _last;
        _last = now;
    }

    /// <summary>Seconds in a stage.</summary>
    public double SecondsOf(TrainingStage stage) => (double)_ticks[(int)stage] / Stopwatch.Frequency;
}

/// <summary>What a training thread does with a batch, in the order of the work.</summary>
public enum TrainingStage
{
    /// <summary>Picks the edges of the batch, draws negatives, counts the uses of rows.</summary>
    Batch,

    /// <summary>Looks rows up and applies operators.</summary>
    Encode,

    /// <summary>Transposes candidates and multiplies queries with them.</summary>
    Scores,

    /// <summary>Turns scores into their gradients.</summary>
    Loss,

    /// <summary>The two gradient products.</summary>
    Gradients,

    /// <summary>Takes gradients back through operators, sums them by row and steps rows.</summary>
    Rows,

    /// <summary>Steps shared parameters.</summary>
    Parameters,
}
