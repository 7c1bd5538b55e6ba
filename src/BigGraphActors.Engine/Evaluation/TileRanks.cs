using BigGraphActors.Engine.Training;
using BigGraphActors.Numerics.Ranking;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>The ranks of a tile's positives among the scores of their rows.</summary>
/// <remarks>Scratch of one thread.</remarks>
internal sealed class TileRanks
{
    private int[] _above = [];
    private int[] _equal = [];

    /// <summary>Ranks every row.</summary>
    /// <param name="tile">Scores and positives; masked scores rank behind any positive above -1e9.</param>
    /// <param name="weight">One divided by the number of sides ranked.</param>
    /// <returns>Sums of ranks; count, loss and AUC are left at 0.</returns>
    public RankingSums Rank(ScoreTile tile, double weight)
    {
        if (_above.Length < tile.Rows)
        {
            _above = new int[tile.Rows];
            _equal = new int[tile.Rows];
        }

        Span<int> above = _above.AsSpan(0, tile.Rows);
        Span<int> equal = _equal.AsSpan(0, tile.Rows);
        above.Clear();
        equal.Clear();
        RankCounts.Accumulate(tile.Positives, tile.Scores, tile.Rows, tile.Columns, tile.Stride, above, equal);
        RankSums pessimistic = default;
        RankSums realistic = default;
        for (int row = 0; row < tile.Rows; row++)
        {
            // Differs: PBG ranks a positive that is no number first, since no negative is greater; here it is last.
            int higher = float.IsNaN(tile.Positives[row]) ? tile.Columns : above[row];
            pessimistic = pessimistic.AddRank(1 + higher + equal[row], weight);
            realistic = realistic.AddRank(1 + higher + (equal[row] / 2.0), weight);
        }

        return new RankingSums { Pessimistic = pessimistic, Realistic = realistic };
    }
}
