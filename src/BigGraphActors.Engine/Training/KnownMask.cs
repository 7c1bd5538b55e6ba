using BigGraphActors.Engine.Evaluation;

namespace BigGraphActors.Engine.Training;

/// <summary>Masks every candidate of a tile that forms a known edge with its query.</summary>
/// <remarks>
/// Whichever is shorter is walked: a query's known answers, each looked up among the candidates, or the candidates,
/// each searched in the answers. Scratch of one thread.
/// </remarks>
internal sealed class KnownMask
{
    /// <summary>A search in the answers costs about as much as this many look-ups.</summary>
    private const int SearchCost = 4;

    private readonly RowSlots _slots = new();
    private int[] _firstColumn = [];
    private int[] _nextColumn = [];
    private int[] _candidates = [];

    /// <summary>Masks a sampled tile.</summary>
    /// <param name="tile">Scores.</param>
    /// <param name="known">Known edges.</param>
    /// <param name="queries">Whose rows the tile has.</param>
    /// <param name="own">Candidates of the first columns: the block's own entities, or none.</param>
    /// <param name="draws">Candidates of the columns behind them.</param>
    public void Mask(
        ScoreTile tile, KnownEdges known, QueryRows queries, ReadOnlySpan<int> own, ReadOnlySpan<int> draws)
    {
        Index(own, draws);
        int columns = own.Length + draws.Length;
        for (int row = 0; row < tile.Rows; row++)
        {
            ReadOnlySpan<int> answers = queries.AnswersIn(known, row);
            Span<float> scores = tile.Scores.Slice(row * tile.Stride, columns);
            if (answers.Length <= SearchCost * columns)
            {
                MaskAnswers(answers, scores);
                continue;
            }

            for (int column = 0; column < columns; column++)
            {
                if (answers.BinarySearch(_candidates[column]) >= 0)
                {
                    scores[column] = ScoreRule.Masked;
                }
            }
        }
    }

    /// <summary>Masks a tile whose columns are the rows of a partition.</summary>
    public static void MaskAll(ScoreTile tile, KnownEdges known, QueryRows queries)
    {
        for (int row = 0; row < tile.Rows; row++)
        {
            foreach (int answer in queries.AnswersIn(known, row))
            {
                tile.Scores[(row * tile.Stride) + answer] = ScoreRule.Masked;
            }
        }
    }

    /// <summary>Chains the columns of each entity, since draws repeat.</summary>
    private void Index(ReadOnlySpan<int> own, ReadOnlySpan<int> draws)
    {
        int columns = own.Length + draws.Length;
        if (_nextColumn.Length < columns)
        {
            _nextColumn = new int[columns];
            _firstColumn = new int[columns];
            _candidates = new int[columns];
        }

        own.CopyTo(_candidates);
        draws.CopyTo(_candidates.AsSpan(own.Length));
        _slots.Clear();
        for (int column = 0; column < columns; column++)
        {
            int slot = _slots.Find(_candidates[column], out bool isNew);
            _nextColumn[column] = isNew ? -1 : _firstColumn[slot];
            _firstColumn[slot] = column;
        }
    }

    private void MaskAnswers(ReadOnlySpan<int> answers, Span<float> scores)
    {
        foreach (int answer in answers)
        {
            int column = _slots.TryFind(answer) is { } slot ? _firstColumn[slot] : -1;
            for (; column >= 0; column = _nextColumn[column])
            {
                scores[column] = ScoreRule.Masked;
            }
        }
    }
}
