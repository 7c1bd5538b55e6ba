using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Engine.Steps;

/// <summary>Products of vectors rounded to 16-bit integers.</summary>
/// <remarks>What is rounded are the factors; sums are exact, and scores and gradients are float32 again.</remarks>
internal sealed partial class ScoreTile
{
    /// <summary>Whether candidates are taken rounded.</summary>
    public bool TakesFixed => _rule.IsFixedPoint;

    /// <summary>Scores every query against rounded candidates, which take consecutive columns.</summary>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="candidates">Of the queries' stride.</param>
    /// <param name="column">Column of the first.</param>
    /// <param name="ahead">Rows that are needed next.</param>
    public void ScoreFixed(EncodedRows queries, FixedBlock candidates, int column, RowsAhead ahead = default)
    {
        FixedVectors rounded = queries.Fixed();
        FixedBlock asked = rounded.Block.Slice(_firstRow, Rows);
        for (int start = 0; start < candidates.Rows; start += PanelRows)
        {
            FixedBlock panel = candidates.Slice(start, Math.Min(PanelRows, candidates.Rows - start));
            FixedProducts.Score(
                asked, panel, queries.Dim, Scores[(column + start)..], Stride, ahead,
                rounded.ScratchFor(Rows, panel.Rows));
        }
    }

    /// <summary>Computes the gradients of rounded candidates, and adds to the queries' what they give them.</summary>
    /// <param name="queries">As they were scored.</param>
    /// <param name="candidates">At most a panel, as they were scored.</param>
    /// <param name="column">As they were scored.</param>
    /// <param name="gradients"><c>[candidates × stride]</c>, overwritten.</param>
    public void CarryFixed(EncodedRows queries, FixedBlock candidates, int column, Span<float> gradients) =>
        CarryFixed(Scores[column..], queries, candidates, gradients, accumulate: false);

    /// <summary>Both gradient products of a panel.</summary>
    private void CarryFixed(
        ReadOnlySpan<float> panel, EncodedRows queries, FixedBlock candidates, Span<float> gradients, bool accumulate)
    {
        FixedVectors rounded = queries.Fixed();
        FixedGradients destinations = new()
        {
            Stride = queries.Stride,
            Queries = queries.Gradients[(_firstRow * queries.Stride)..],
            AddsToQueries = queries.HasGradient(0),
            Candidates = gradients,
            AddsToCandidates = accumulate,
        };
        FixedProducts.Carry(
            panel, Stride, rounded.Block.Slice(_firstRow, Rows), candidates, destinations,
            rounded.ScratchFor(Rows, candidates.Rows));
        queries.MarkGradients(0, Rows);
    }
}
