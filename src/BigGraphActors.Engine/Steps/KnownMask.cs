using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;

namespace BigGraphActors.Engine.Steps;

/// <summary>Masks every candidate of a tile that forms a known edge with its query.</summary>
/// <remarks>
/// Whichever is shorter is walked: a query's known answers, each looked up among the candidates, or the candidates,
/// each searched in the answers. Scratch of one thread.
/// </remarks>
internal sealed class KnownMask
{
    /// <summary>A search in the answers costs about as much as this many look-ups.</summary>
    private const int SearchCost = 4;

    /// <summary>Stands for a column without a candidate: no answer is below 0.</summary>
    private const int NoEntity = -1;

    private readonly RowSlots _slots = new();
    private int[] _firstColumn = [];
    private int[] _nextColumn = [];
    private int[] _candidates = [];

    /// <summary>Masks a sampled tile.</summary>
    /// <param name="tile">The scores; those of known answers are overwritten.</param>
    /// <param name="known">Known edges.</param>
    /// <param name="queries">Whose rows the tile has.</param>
    /// <param name="scheme">Whether queries' own entities are the candidates of the first columns, and of how many
    /// queries.</param>
    /// <param name="draws">Candidates of the columns behind them, the same for all queries.</param>
    public void Mask(
        ScoreTile tile, KnownEdges known, QueryRows queries, NegativeScheme scheme, ReadOnlySpan<int> draws)
    {
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        int window = sharesBatch ? scheme.WindowRows : tile.Rows;
        ReadOnlySpan<int> targets = queries.Targets(tile.Rows);
        for (int first = 0; first < tile.Rows; first += window)
        {
            int rows = Math.Min(window, tile.Rows - first);
            int own = sharesBatch ? rows : 0;
            int columns = Index(targets.Slice(first, own), scheme.HasWindows ? window : own, draws);
            for (int row = first; row < first + rows; row++)
            {
                MaskRow(queries.AnswersIn(known, row), tile.Scores.Slice(row * tile.Stride, columns));
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

    private void MaskRow(ReadOnlySpan<int> answers, Span<float> scores)
    {
        if (answers.Length <= SearchCost * scores.Length)
        {
            MaskAnswers(answers, scores);
            return;
        }

        for (int column = 0; column < scores.Length; column++)
        {
            if (answers.BinarySearch(_candidates[column]) >= 0)
            {
                scores[column] = ScoreRule.Masked;
            }
        }
    }

    /// <summary>Chains the columns of each entity, since draws repeat.</summary>
    /// <param name="own">Candidates of the first columns.</param>
    /// <param name="room">Columns kept for them; a last window fills but a part.</param>
    /// <param name="draws">Candidates of the columns behind.</param>
    /// <returns>Number of columns that were chained.</returns>
    private int Index(ReadOnlySpan<int> own, int room, ReadOnlySpan<int> draws)
    {
        int columns = room + draws.Length;
        if (_nextColumn.Length < columns)
        {
            _nextColumn = new int[columns];
            _firstColumn = new int[columns];
            _candidates = new int[columns];
        }

        own.CopyTo(_candidates);
        _candidates.AsSpan(own.Length, room - own.Length).Fill(NoEntity);
        draws.CopyTo(_candidates.AsSpan(room));
        _slots.Clear();
        for (int column = 0; column < columns; column++)
        {
            int slot = _slots.Find(_candidates[column], out bool isNew);
            _nextColumn[column] = isNew ? -1 : _firstColumn[slot];
            _firstColumn[slot] = column;
        }

        return columns;
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
