using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Numerics.Ranking;

namespace BigGraphActors.Engine.Steps;

/// <summary>The softmax of queries against every entity, and its gradients, a panel of entities at a time.</summary>
/// <remarks>
/// For a query with answers <c>a</c> of weight <c>w</c>: <c>sum_a w_a [log(sum_j exp(s_j)) - s_a]</c>, which is that of
/// its edges one by one (1vsAll), but scored once. A panel's scores become exponentials while they are in the cache,
/// and in the backward pass its gradients are used up as soon as they are made. Scratch of one thread.
/// </remarks>
internal sealed class QuerySoftmax : IDisposable
{
    private readonly ScoreRule _rule;
    private readonly PanelProducts _products = new();
    private readonly AllCandidates _all;
    private readonly List<ScoreTile> _panels = [];
    private float[] _most = [];
    private float[] _sums = [];
    private double[] _totals = [];
    private int[] _columns = [];
    private int[] _order = [];

    /// <summary>Makes an empty one.</summary>
    public QuerySoftmax(ScoreRule rule)
    {
        _rule = rule;
        _all = new AllCandidates(rule, _products);
    }

    /// <summary>Takes the time of every stage; none in a run.</summary>
    public StageTimes? Times { get; set; }

    /// <summary>Scores a block's queries against every row.</summary>
    /// <param name="block">The queries, looked up and transformed.</param>
    /// <param name="batch">Whose queries it holds.</param>
    /// <param name="path">How rows become candidates.</param>
    /// <param name="scale">The relation's weight.</param>
    /// <returns>The loss, and for each answer how many entities are above it.</returns>
    public TileLoss Score(QueryBlock block, QueryBatch batch, RowPath path, float scale)
    {
        int columns = checked((int)path.Table.RowCount);
        int panels = PanelsOf(path);
        Reserve(block, panels);
        SortAnswers(block, batch);
        long violators = 0;
        for (int panel = 0, answer = 0; panel < panels; panel++)
        {
            int first = panel * AllCandidates.RowsAtOnce;
            ScoreTile tile = _panels[panel];
            tile.Reset(block.Rows, Math.Min(AllCandidates.RowsAtOnce, columns - first));
            _all.ScorePanel(tile, block.Queries, path, first);
            for (; IsIn(answer, block, first + tile.Columns); answer++)
            {
                int index = _order[answer];
                tile.SetScore(block.RowOfAnswer[index], _columns[answer] - first, block.AnswerScores, index);
            }

            Times?.End(TrainingStage.Scores);
            LossTile shape = new(tile.Rows, tile.Columns, tile.Stride, 1);
            Span<float> most = _most.AsSpan(panel * block.Rows, block.Rows);
            SoftmaxPanels.Largest(tile.Scores, shape, most);
            violators += CountAbove(tile, block, most);
            SoftmaxPanels.Exponentiate(tile.Scores, shape, most, _sums.AsSpan(panel * block.Rows, block.Rows));
            Times?.End(TrainingStage.Loss);
        }

        double loss = Normalize(block, batch, panels, scale);
        Times?.End(TrainingStage.Loss);
        return new TileLoss(loss, violators);
    }

    /// <summary>Adds the gradients to those of the queries and of every row: the backward pass of <see cref="Score"/>.
    /// </summary>
    /// <param name="gradients">Of the block that was scored.</param>
    /// <param name="batch">The batch that <see cref="Score"/> was given.</param>
    /// <param name="path">The path that <see cref="Score"/> was given.</param>
    /// <param name="scale">The relation's weight that <see cref="Score"/> was given.</param>
    public void Backward(QueryBlockGradients gradients, QueryBatch batch, RowPath path, float scale)
    {
        QueryBlock block = gradients.Block;
        int panels = PanelsOf(path);
        for (int panel = 0, answer = 0; panel < panels; panel++)
        {
            int first = panel * AllCandidates.RowsAtOnce;
            ScoreTile tile = _panels[panel];
            LossTile shape = new(tile.Rows, tile.Columns, tile.Stride, 1);
            SoftmaxPanels.Scale(tile.Scores, shape, _sums.AsSpan(panel * block.Rows, block.Rows));
            for (; IsIn(answer, block, first + tile.Columns); answer++)
            {
                int index = _order[answer];
                int at = (block.RowOfAnswer[index] * tile.Stride) + _columns[answer] - first;
                tile.Scores[at] -= batch.Weights[block.FirstAnswer + index] * scale;
            }

            Times?.End(TrainingStage.Loss);
            _all.BackwardPanel(tile, gradients.Queries, path, first);
            Times?.End(TrainingStage.Gradients);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _all.Dispose();
        _products.Dispose();
        _panels.ForEach(tile => tile.Dispose());
    }

    private static int PanelsOf(RowPath path) => checked(
        (int)((path.Table.RowCount + AllCandidates.RowsAtOnce - 1) / AllCandidates.RowsAtOnce));

    private bool IsIn(int answer, QueryBlock block, int end) => answer < block.Answers && _columns[answer] < end;

    private void Reserve(QueryBlock block, int panels)
    {
        while (_panels.Count < panels)
        {
            _panels.Add(new ScoreTile(_rule));
        }

        Array.Resize(ref _most, Math.Max(_most.Length, panels * block.Rows));
        Array.Resize(ref _sums, Math.Max(_sums.Length, panels * block.Rows));
        Array.Resize(ref _totals, Math.Max(_totals.Length, block.Rows));
        Array.Resize(ref _columns, Math.Max(_columns.Length, block.Answers));
        Array.Resize(ref _order, Math.Max(_order.Length, block.Answers));
    }

    /// <summary>Panels come in the order of their columns, and so must the answers.</summary>
    private void SortAnswers(QueryBlock block, QueryBatch batch)
    {
        batch.Answers.Slice(block.FirstAnswer, block.Answers).CopyTo(_columns);
        for (int i = 0; i < block.Answers; i++)
        {
            _order[i] = i;
        }

        _columns.AsSpan(0, block.Answers).Sort(_order.AsSpan(0, block.Answers));
    }

    private static long CountAbove(ScoreTile tile, QueryBlock block, ReadOnlySpan<float> most)
    {
        Span<int> counts = stackalloc int[2];
        counts.Clear();
        for (int answer = 0; answer < block.Answers; answer++)
        {
            int row = block.RowOfAnswer[answer];
            if (block.AnswerScores.Positives[answer] < most[row])
            {
                RankCounts.Accumulate(
                    block.AnswerScores.Positives.Slice(answer, 1), tile.Scores[(row * tile.Stride)..], 1, tile.Columns,
                    tile.Stride, counts[..1], counts[1..]);
            }
        }

        return counts[0];
    }

    /// <summary>Turns each panel's sums into the factors of its rows.</summary>
    /// <returns>The loss.</returns>
    private double Normalize(QueryBlock block, QueryBatch batch, int panels, float scale)
    {
        double loss = 0;
        ReadOnlySpan<float> weights = batch.Weights.Slice(block.FirstAnswer, block.Answers);
        Span<double> totals = _totals.AsSpan(0, block.Rows);
        totals.Clear();
        for (int answer = 0; answer < weights.Length; answer++)
        {
            totals[block.RowOfAnswer[answer]] += weights[answer];
            loss -= (double)weights[answer] * block.AnswerScores.Positives[answer];
        }

        for (int row = 0; row < block.Rows; row++)
        {
            float most = float.NegativeInfinity;
            for (int at = row; at < panels * block.Rows; at += block.Rows)
            {
                most = MathF.Max(most, _most[at]);
            }

            double sum = 0;
            for (int at = row; at < panels * block.Rows; at += block.Rows)
            {
                sum += _sums[at] * Math.Exp((double)_most[at] - most);
            }

            loss += totals[row] * (most + Math.Log(sum));
            double factor = totals[row] * scale / sum;
            for (int at = row; at < panels * block.Rows; at += block.Rows)
            {
                _sums[at] = (float)(factor * Math.Exp((double)_most[at] - most));
            }
        }

        return loss * scale;
    }
}
