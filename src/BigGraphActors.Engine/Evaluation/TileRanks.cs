using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.Ranking;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>The ranks of a tile's positives among the scores of their rows.</summary>
/// <remarks>Scratch of one thread.</remarks>
internal sealed class TileRanks
{
    private int[] _above = [];
    private int[] _equal = [];
    private bool[] _hasRival = [];

    /// <summary>Ranks every row.</summary>
    /// <param name="tile">Scores and positives; masked scores rank behind any positive above -1e9.</param>
    /// <param name="weight">One divided by the number of sides ranked.</param>
    /// <returns>Sums of ranks; count, loss and AUC are left at 0.</returns>
    public RankingSums Rank(ScoreTile tile, double weight)
    {
        Begin(tile.Rows);
        Add(tile);
        return End(tile, tile.Columns, weight);
    }

    /// <summary>Starts a block whose candidates come in panels.</summary>
    /// <param name="rows">Rows of the block.</param>
    public void Begin(int rows)
    {
        if (_above.Length < rows)
        {
            _above = new int[rows];
            _equal = new int[rows];
            _hasRival = new bool[rows];
        }

        _above.AsSpan(0, rows).Clear();
        _equal.AsSpan(0, rows).Clear();
        _hasRival.AsSpan(0, rows).Clear();
    }

    /// <summary>Counts a panel's scores.</summary>
    public void Add(ScoreTile tile)
    {
        RankCounts.Accumulate(
            tile.Positives, tile.Scores, tile.Rows, tile.Columns, tile.Stride, _above, _equal);
        for (int row = 0; row < tile.Rows; row++)
        {
            // Ends at the first score that is not masked, which is nearly always the first of all.
            _hasRival[row] = _hasRival[row]
                || tile.Scores.Slice(row * tile.Stride, tile.Columns).ContainsAnyExcept(ScoreRule.Masked);
        }
    }

    /// <summary>The ranks among all panels.</summary>
    /// <param name="tile">Has the scores of the positives.</param>
    /// <param name="columns">Candidates of all panels.</param>
    /// <param name="weight">One divided by the number of sides ranked.</param>
    public RankingSums End(ScoreTile tile, int columns, double weight)
    {
        RankSums pessimistic = default;
        RankSums realistic = default;
        for (int row = 0; row < tile.Rows; row++)
        {
            // Differs: a true answer whose score is NaN ranks last. PBG ranks it first.
            int higher = float.IsNaN(tile.Positives[row]) ? columns : _above[row];
            pessimistic = pessimistic.AddRank(1 + higher + _equal[row], weight);
            realistic = realistic.AddRank(1 + higher + (_equal[row] / 2.0), weight);
        }

        return new RankingSums
        {
            Pessimistic = pessimistic,
            Realistic = realistic,
            Unrivalled = weight * _hasRival.AsSpan(0, tile.Rows).Count(false),
        };
    }
}
