using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>Both passes of a block at once, where in-batch scores serve both.</summary>
internal sealed partial class BatchTrainer
{
    /// <summary>Whether in-batch scores serve both passes where they can; off only to compare.</summary>
    public bool SharesScores { get; init; } = true;

    /// <summary>Corrupts both sides with one product for the block's own entities.</summary>
    /// <remarks>
    /// Without operators of both sides, left entity <c>i</c> and right entity <c>j</c> have the same score whichever
    /// of them is the candidate: one tile is the other's transpose. Their gradients add up before they are carried
    /// back, so that of the six products of the block's own entities three remain.
    /// </remarks>
    private (TileLoss Lhs, TileLoss Rhs) RunBothPasses(EdgeBatch batch, RelationType relation, NegativeScheme scheme)
    {
        ReadOnlySpan<float> weights = batch.Weights.IsEmpty ? [] : batch.Weights.Slice(_block.Start, _block.Rows);
        EncodedRows left = _block.CandidatesOf(Side.Lhs);
        EncodedRows right = _block.CandidatesOf(Side.Rhs);
        CandidateRange all = _block.RangeOf(Side.Rhs);
        CandidateRange draws = new(_block.Rows, _block.RangeOf(Side.Lhs).Count - _block.Rows, _block.Rows);
        _tile.Reset(_block.Rows, all.Count);
        _mirror.Reset(_block.Rows, _block.Rows + draws.Count);
        _coming.Ask();
        _tile.ScoreCandidates(left, right, all);
        _coming.Ask();
        _mirror.TakeTransposed(_tile);
        _mirror.ScoreCandidates(right, left, draws);
        _coming.Ask();

        FinishScores(_mirror, new QueryRows(Side.Lhs, batch, _block.Start, _plan.IsDynamic), scheme);
        TileLoss lhs = ToGradients(_mirror, weights, relation, scheme);
        FinishScores(_tile, new QueryRows(Side.Rhs, batch, _block.Start, _plan.IsDynamic), scheme);
        TileLoss rhs = ToGradients(_tile, weights, relation, scheme);
        _coming.Ask();

        _tile.AddTransposed(_mirror);
        _tile.BackwardCandidates(left, right, all);
        _coming.Ask();
        _mirror.BackwardCandidates(right, left, draws);
        _coming.Ask();
        Times?.End(TrainingStage.Gradients);
        return (lhs, rhs);
    }
}
