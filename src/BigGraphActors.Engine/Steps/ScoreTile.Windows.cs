namespace BigGraphActors.Engine.Steps;

/// <summary>Batch negatives of a block in windows: each group of queries has its own candidates.</summary>
internal sealed partial class ScoreTile
{
    /// <summary>Scores each window's queries against the same rows of the candidates, into the first columns.</summary>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="candidates">Row <c>k</c> is the positive of query <c>k</c>.</param>
    /// <param name="window">Rows of a window; the last may have fewer, and is masked beyond them.</param>
    /// <remarks>Writes whole vectors, so columns behind the window must be scored afterwards.</remarks>
    public void ScoreWindows(EncodedRows queries, EncodedRows candidates, int window)
    {
        int rows = Rows;
        for (int first = 0; first < rows; first += window)
        {
            Rows = Math.Min(window, rows - first);
            _firstRow = first;
            ScoreCandidates(queries, candidates, new CandidateRange(first, Rows, 0));
            for (int row = 0; row < Rows && Rows < window; row++)
            {
                Scores.Slice((row * Stride) + Rows, window - Rows).Fill(ScoreRule.Masked);
            }
        }

        _firstRow = 0;
        Rows = rows;
    }

    /// <summary>Adds the gradients of each window's scores to its queries and candidates.</summary>
    /// <param name="queries">As they were scored.</param>
    /// <param name="candidates">As they were scored.</param>
    /// <param name="window">As they were scored.</param>
    public void BackwardWindows(EncodedRows queries, EncodedRows candidates, int window)
    {
        int rows = Rows;
        queries.CompleteGradients();
        candidates.CompleteGradients();
        for (int first = 0; first < rows; first += window)
        {
            Rows = Math.Min(window, rows - first);
            _firstRow = first;
            BackwardCandidates(queries, candidates, new CandidateRange(first, Rows, 0));
        }

        _firstRow = 0;
        Rows = rows;
    }
}
