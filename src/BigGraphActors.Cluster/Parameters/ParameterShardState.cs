using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>What a shard knows of its slice.</summary>
/// <remarks>
/// The numbers are with the node's <see cref="ParameterServer"/>; what survives the shard is in files. So nothing here
/// is worth keeping over a restart.
/// </remarks>
/// <param name="Phase">Where in its life the slice is.</param>
/// <param name="Life">Number of the life that is open; 0 before.</param>
/// <param name="Trouble">Why it could not be opened; empty when it could.</param>
/// <param name="IsLeaving">Whether the shard was told to stop while it was opening.</param>
internal sealed record ParameterShardState(
    ParameterShardPhase Phase, long Life, string Trouble, bool IsLeaving)
{
    /// <summary>Before anything has happened.</summary>
    public static ParameterShardState Initial { get; } = new(ParameterShardPhase.Closed, 0, "", false);

    /// <summary>Somebody asks where the slice is, or the shard has just started.</summary>
    /// <param name="isServing">Whether the node's server has the slice open and unsuperseded.</param>
    public (ParameterShardState Next, ParameterShardStep Step) Wanted(bool isServing)
    {
        bool isLost = Phase == ParameterShardPhase.Open && !isServing;
        return Phase == ParameterShardPhase.Closed || isLost
            ? (this with { Phase = ParameterShardPhase.Opening, Life = 0 }, ParameterShardStep.Open)
            : (this, ParameterShardStep.None);
    }

    /// <summary>The slice is open.</summary>
    public (ParameterShardState Next, ParameterShardStep Step) Opened(long life) => IsLeaving
        ? (this with { Phase = ParameterShardPhase.Closing }, ParameterShardStep.Close)
        : (this with { Phase = ParameterShardPhase.Open, Life = life, Trouble = "" }, ParameterShardStep.None);

    /// <summary>The slice could not be opened; the next who asks causes another attempt.</summary>
    public (ParameterShardState Next, ParameterShardStep Step) Failed(string reason) =>
        (this with { Phase = ParameterShardPhase.Closed, Trouble = reason },
            IsLeaving ? ParameterShardStep.Stop : ParameterShardStep.None);

    /// <summary>The shard is to leave this node.</summary>
    public (ParameterShardState Next, ParameterShardStep Step) Leave() => Phase switch
    {
        ParameterShardPhase.Closed => (this with { IsLeaving = true }, ParameterShardStep.Stop),
        ParameterShardPhase.Open =>
            (this with { IsLeaving = true, Phase = ParameterShardPhase.Closing }, ParameterShardStep.Close),
        _ => (this with { IsLeaving = true }, ParameterShardStep.None),
    };

    /// <summary>What is answered to who asks now.</summary>
    public SliceAt Answer(int slice, SliceAddress here) => Phase == ParameterShardPhase.Open
        ? new SliceAt(slice, here.Host, here.Port, Life, "")
        : new SliceAt(slice, "", 0, 0, Trouble);
}

/// <summary>Where in its life a shard's slice is.</summary>
internal enum ParameterShardPhase
{
    /// <summary>Not here: never opened, or that failed.</summary>
    Closed,

    /// <summary>Being read from its file.</summary>
    Opening,

    /// <summary>Adds what is pushed.</summary>
    Open,

    /// <summary>Being written for the last time; then the shard stops.</summary>
    Closing,
}

/// <summary>What a shard's actor has to do after a message.</summary>
internal enum ParameterShardStep
{
    /// <summary>The shard has nothing to do.</summary>
    None,

    /// <summary>Open the slice on this node, in the background.</summary>
    Open,

    /// <summary>Close it, in the background.</summary>
    Close,

    /// <summary>End the shard; its slice is closed.</summary>
    Stop,
}
