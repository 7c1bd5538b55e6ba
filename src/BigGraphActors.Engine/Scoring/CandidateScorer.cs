using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Scoring;

/// <summary>Scores queries against an encoded block of candidates, and takes the gradients back to both.</summary>
/// <remarks>
/// Distances come from products by <c>|a|² - 2ab + |b|²</c>, as in PBG. Their gradients take the form of products
/// again: with <c>h</c> in place of the score's gradient, <c>da_k = Σ h_kj b_j - a_k Σ h_kj</c>; so all comparators
/// share the products of <see cref="PanelProducts"/>. Scratch of one thread.
/// </remarks>
internal sealed class CandidateScorer(ScoreRule rule, PanelProducts products)
{
    private float[] _querySquares = [];
    private float[] _candidateSquares = [];
    private float[] _sums = [];

    /// <summary>Scores every query against a range of candidates.</summary>
    public void Score(ScoreTile tile, EmbeddingBatch queries, EmbeddingBatch candidates, CandidateRange range) =>
        Score(tile, tile.AllRows, queries, candidates, range);

    /// <summary>Scores each window's queries against the same rows of the candidates, into the first columns.</summary>
    /// <param name="tile">Where scores go. Whole vectors are written, so columns behind the window must be scored
    /// afterwards.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="candidates">Row <c>k</c> is the positive of query <c>k</c>.</param>
    /// <param name="window">Rows of a window; the last may have fewer, and is masked beyond them.</param>
    public void ScoreWindows(ScoreTile tile, EmbeddingBatch queries, EmbeddingBatch candidates, int window)
    {
        for (int first = 0; first < tile.Rows; first += window)
        {
            QueryRange asked = new(first, Math.Min(window, tile.Rows - first));
            Score(tile, asked, queries, candidates, new CandidateRange(first, asked.Count, 0));
            for (int row = 0; row < asked.Count && asked.Count < window; row++)
            {
                int at = ((first + row) * tile.Stride) + asked.Count;
                tile.Scores.Slice(at, window - asked.Count).Fill(ScoreRule.Masked);
            }
        }
    }

    /// <summary>Adds the gradients of a range's scores to the queries and the candidates.</summary>
    /// <remarks>The tile must hold gradients; for distances it is overwritten with the factors <c>h</c>.</remarks>
    public void Backward(
        ScoreTile tile, EmbeddingGradients queries, EmbeddingGradients candidates, CandidateRange range) =>
        Backward(tile, tile.AllRows, queries, candidates, range);

    /// <summary>Adds the gradients of each window's scores to its queries and candidates.</summary>
    /// <param name="tile">Gradients of the scores.</param>
    /// <param name="queries">The queries that the scores belong to.</param>
    /// <param name="candidates">The candidates that the scores belong to.</param>
    /// <param name="window">Queries that share candidates, as in the forward pass.</param>
    public void BackwardWindows(
        ScoreTile tile, EmbeddingGradients queries, EmbeddingGradients candidates, int window)
    {
        queries.Complete();
        candidates.Complete();
        for (int first = 0; first < tile.Rows; first += window)
        {
            QueryRange asked = new(first, Math.Min(window, tile.Rows - first));
            Backward(tile, asked, queries, candidates, new CandidateRange(first, asked.Count, 0));
        }
    }

    /// <summary>What stands in place of a score's gradient in the products.</summary>
    /// <param name="comparator">How vectors are compared.</param>
    /// <param name="gradient">The score's gradient.</param>
    /// <param name="score">The score, without bias.</param>
    public static float FactorOf(ComparatorKind comparator, float gradient, float score) => comparator switch
    {
        ComparatorKind.SquaredL2 => 2f * gradient,
        ComparatorKind.L2 => score < -1e-15f ? -gradient / score : 0f,
        _ => gradient,
    };

    private static void Negate(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = -values[i];
        }
    }

    private void Score(
        ScoreTile tile, QueryRange asked, EmbeddingBatch queries, EmbeddingBatch candidates, CandidateRange range)
    {
        if (rule.IsFixedPoint)
        {
            FixedBlock block = candidates.Fixed().Block.Slice(range.Start, range.Count);
            PanelProducts.ScoreFixed(tile, asked, queries, block, range.Column);
        }
        else
        {
            ReadOnlySpan<float> values = candidates.Values[(range.Start * queries.Stride)..];
            products.Score(tile, asked, queries, values, range.Count, range.Column);
        }

        if (rule.IsDistance)
        {
            ToDistances(tile, asked, queries, candidates, range);
        }

        if (rule.Bias)
        {
            ReadOnlySpan<float> biases = candidates.Bias.Slice(range.Start, range.Count);
            TileSums.AddOuter(
                tile.ScoresOf(asked, range.Column), range.Count, tile.Stride,
                queries.Bias.Slice(asked.First, asked.Count), biases);
        }
    }

    private void ToDistances(
        ScoreTile tile, QueryRange asked, EmbeddingBatch queries, EmbeddingBatch candidates, CandidateRange range)
    {
        int stride = queries.Stride;
        Span<float> scores = tile.ScoresOf(asked, range.Column);
        Span<float> left = Scratch.Grow(ref _querySquares, asked.Count);
        Span<float> right = Scratch.Grow(ref _candidateSquares, range.Count);
        RowScores.SquaredNorms(queries.Values[(asked.First * stride)..], asked.Count, stride, left);
        RowScores.SquaredNorms(candidates.Values[(range.Start * stride)..], range.Count, stride, right);
        if (rule.Comparator == ComparatorKind.L2)
        {
            DistanceTiles.ToRooted(scores, asked.Count, range.Count, tile.Stride, left, right);
            tile.KeepDistances(asked, range);
        }
        else
        {
            DistanceTiles.ToSquared(scores, asked.Count, range.Count, tile.Stride, left, right);
        }
    }

    private void Backward(
        ScoreTile tile, QueryRange asked, EmbeddingGradients queries, EmbeddingGradients candidates,
        CandidateRange range)
    {
        Span<float> gradients = tile.ScoresOf(asked, range.Column);
        if (rule.Bias)
        {
            TileSums.AddRowSums(gradients, range.Count, tile.Stride, queries.Bias.Slice(asked.First, asked.Count));
            TileSums.AddColumnSums(
                gradients, asked.Count, tile.Stride, candidates.Bias.Slice(range.Start, range.Count));
        }

        if (rule.IsDistance)
        {
            ToFactors(tile, asked, range);
        }

        BackwardPanels(tile, asked, queries, candidates, range);
        if (rule.IsDistance)
        {
            SubtractOwnTerms(tile, asked, queries, candidates, range);
        }
    }

    /// <summary>
    /// The two gradient products. The first to reach a row overwrites its gradient, so that none has to be cleared.
    /// </summary>
    private void BackwardPanels(
        ScoreTile tile, QueryRange asked, EmbeddingGradients queries, EmbeddingGradients candidates,
        CandidateRange range)
    {
        for (int start = 0, count; start < range.Count; start += count)
        {
            int row = range.Start + start;
            int at = row * candidates.Batch.Stride;
            count = candidates.AlikeFrom(row, Math.Min(PanelProducts.PanelRows, range.Count - start));
            ReadOnlySpan<float> panel = tile.ScoresOf(asked, range.Column + start);
            if (rule.IsFixedPoint)
            {
                FixedBlock block = candidates.Batch.Fixed().Block.Slice(row, count);
                PanelProducts.BackwardFixed(
                    panel, tile.Stride, asked, queries, block, candidates.Values[at..], candidates.HasGradient(row));
                continue;
            }

            CandidatePanel vectors = new()
            {
                Values = candidates.Batch.Values[at..],
                Gradients = candidates.Values[at..],
                Count = count,
                Adds = candidates.HasGradient(row),
            };
            PanelProducts.Backward(panel, tile.Stride, asked, queries, vectors);
        }

        candidates.MarkGradients(range.Start, range.Count);
    }

    private void ToFactors(ScoreTile tile, QueryRange asked, CandidateRange range)
    {
        for (int row = asked.First; row < asked.First + asked.Count; row++)
        {
            Span<float> values = tile.Scores.Slice((row * tile.Stride) + range.Column, range.Count);
            if (rule.Comparator == ComparatorKind.L2)
            {
                DistanceTiles.RootedFactors(tile.DistancesOf(row, range), values);
                continue;
            }

            for (int j = 0; j < values.Length; j++)
            {
                values[j] *= 2f;
            }
        }
    }

    private void SubtractOwnTerms(
        ScoreTile tile, QueryRange asked, EmbeddingGradients queries, EmbeddingGradients candidates,
        CandidateRange range)
    {
        int stride = queries.Batch.Stride;
        ReadOnlySpan<float> factors = tile.ScoresOf(asked, range.Column);
        Span<float> sums = Scratch.Grow(ref _sums, Math.Max(asked.Count, range.Count));
        Span<float> rowSums = sums[..asked.Count];
        rowSums.Clear();
        TileSums.AddRowSums(factors, range.Count, tile.Stride, rowSums);
        Negate(rowSums);
        int query = asked.First * stride;
        RowBlocks.AddScaledRows(
            queries.Batch.Values[query..], asked.Count, stride, rowSums, queries.Values[query..]);

        Span<float> columnSums = sums[..range.Count];
        columnSums.Clear();
        TileSums.AddColumnSums(factors, asked.Count, tile.Stride, columnSums);
        Negate(columnSums);
        int first = range.Start * stride;
        RowBlocks.AddScaledRows(
            candidates.Batch.Values[first..], range.Count, stride, columnSums, candidates.Values[first..]);
    }
}

/// <summary>Scores each query against its own positive, and takes the gradients back to both.</summary>
/// <remarks>Scratch of one thread.</remarks>
internal sealed class PositiveScorer(ScoreRule rule)
{
    private float[] _factors = [];

    /// <summary>Scores each query against the row of <paramref name="targets"/> with the same index.</summary>
    public void Score(ScoreTile tile, EmbeddingBatch queries, EmbeddingBatch targets)
    {
        int rows = tile.Rows;
        Span<float> scores = tile.Positives;
        ReadOnlySpan<float> left = queries.Values[..(rows * queries.Stride)];
        ReadOnlySpan<float> right = targets.Values[..(rows * targets.Stride)];
        if (rule.IsDistance)
        {
            RowScores.SquaredDistance(left, right, rows, queries.Stride, scores);
            for (int row = 0; row < rows; row++)
            {
                scores[row] = rule.Comparator == ComparatorKind.L2
                    ? -MathF.Sqrt(MathF.Max(scores[row], 1e-30f))
                    : -scores[row];
            }
        }
        else
        {
            RowScores.Dot(left, right, rows, queries.Stride, scores);
        }

        scores.CopyTo(tile.PositiveDistances);
        for (int row = 0; rule.Bias && row < rows; row++)
        {
            scores[row] += queries.Bias[row] + targets.Bias[row];
        }
    }

    /// <summary>Adds the gradients of the positives' scores to the queries and the targets.</summary>
    public void Backward(ScoreTile tile, EmbeddingGradients queries, EmbeddingGradients targets)
    {
        ReadOnlySpan<float> gradients = tile.PositiveGradients;
        for (int row = 0; rule.Bias && row < gradients.Length; row++)
        {
            queries.Bias[row] += gradients[row];
            targets.Bias[row] += gradients[row];
        }

        queries.Complete();
        targets.Complete();
        Span<float> factors = Scratch.Grow(ref _factors, gradients.Length);
        for (int row = 0; row < factors.Length; row++)
        {
            factors[row] = CandidateScorer.FactorOf(rule.Comparator, gradients[row], tile.PositiveDistances[row]);
        }

        AddScaled(targets.Batch, factors, queries);
        AddScaled(queries.Batch, factors, targets);
        if (rule.IsDistance)
        {
            for (int row = 0; row < factors.Length; row++)
            {
                factors[row] = -factors[row];
            }

            AddScaled(queries.Batch, factors, queries);
            AddScaled(targets.Batch, factors, targets);
        }
    }

    private static void AddScaled(EmbeddingBatch vectors, ReadOnlySpan<float> factors, EmbeddingGradients to) =>
        RowBlocks.AddScaledRows(vectors.Values, factors.Length, vectors.Stride, factors, to.Values);
}
