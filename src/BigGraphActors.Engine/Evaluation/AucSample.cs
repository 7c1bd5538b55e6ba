using BigGraphActors.Engine.Scoring;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>
/// A sample of the area under the ROC curve: pairs of a random positive and a random negative of a batch.
/// </summary>
/// <remarks>
/// PBG draws as many pairs as the batch has edges, from all positives and all negative scores, masked ones included.
/// Here each edge gives one random negative of its own, which a random edge's positive meets: the same expectation
/// with less spread, and no need to keep the scores.
/// </remarks>
internal sealed class AucSample(Func<int, int> pick)
{
    private readonly SideSample _lhs = new();
    private readonly SideSample _rhs = new();

    /// <summary>Starts a batch.</summary>
    public void Reset(int edges)
    {
        _lhs.Reset(edges);
        _rhs.Reset(edges);
    }

    /// <summary>Takes one negative of each row of a tile.</summary>
    /// <param name="side">The corrupted side.</param>
    /// <param name="start">First edge of the tile in its batch.</param>
    /// <param name="tile">Scores of the candidates, a row for each edge.</param>
    /// <param name="weight">One divided by the number of sides ranked.</param>
    public void Add(Side side, int start, ScoreTile tile, double weight)
    {
        SideSample sample = side == Side.Lhs ? _lhs : _rhs;
        sample.Weight = weight;
        for (int row = 0; row < tile.Rows; row++)
        {
            sample.Positives[start + row] = tile.Positives[row];
            sample.Negatives[start + row] = tile.Scores[(row * tile.Stride) + pick(tile.Columns)];
        }
    }

    /// <summary>Chooses one negative of each row of a block whose candidates come in panels.</summary>
    /// <param name="side">The corrupted side.</param>
    /// <param name="start">First edge of the block in its batch.</param>
    /// <param name="tile">Has the scores of the positives.</param>
    /// <param name="columns">Candidates of all panels.</param>
    /// <param name="weight">One divided by the number of sides ranked.</param>
    public void Choose(Side side, int start, ScoreTile tile, int columns, double weight)
    {
        SideSample sample = side == Side.Lhs ? _lhs : _rhs;
        sample.Weight = weight;
        for (int row = 0; row < tile.Rows; row++)
        {
            sample.Positives[start + row] = tile.Positives[row];
            sample.Columns[start + row] = pick(columns);
        }
    }

    /// <summary>Collects the chosen negatives that lie in a panel.</summary>
    /// <param name="side">The corrupted side.</param>
    /// <param name="start">First edge of the block in its batch.</param>
    /// <param name="tile">Scores of the panel.</param>
    /// <param name="first">The panel's first candidate.</param>
    public void Collect(Side side, int start, ScoreTile tile, int first)
    {
        SideSample sample = side == Side.Lhs ? _lhs : _rhs;
        for (int row = 0; row < tile.Rows; row++)
        {
            int column = sample.Columns[start + row] - first;
            if ((uint)column < (uint)tile.Columns)
            {
                sample.Negatives[start + row] = tile.Scores[(row * tile.Stride) + column];
            }
        }
    }

    /// <summary>Pairs won, each side with its weight: the batch's AUC times its edges.</summary>
    public double Sum() => SumOf(_lhs) + SumOf(_rhs);

    /// <summary>Pairs in which the positive scores strictly higher.</summary>
    /// <param name="positives">One score for each pair.</param>
    /// <param name="negatives">One score for each pair.</param>
    public static int CountWins(ReadOnlySpan<float> positives, ReadOnlySpan<float> negatives)
    {
        int won = 0;
        for (int pair = 0; pair < positives.Length; pair++)
        {
            won += positives[pair] > negatives[pair] ? 1 : 0;
        }

        return won;
    }

    private double SumOf(SideSample sample)
    {
        if (sample.Weight == 0)
        {
            return 0;
        }

        for (int edge = 0; edge < sample.Count; edge++)
        {
            sample.Drawn[edge] = sample.Positives[pick(sample.Count)];
        }

        Span<float> negatives = sample.Negatives.AsSpan(0, sample.Count);
        return CountWins(sample.Drawn.AsSpan(0, sample.Count), negatives) * sample.Weight;
    }

    private sealed class SideSample
    {
        public float[] Positives { get; private set; } = [];

        public float[] Negatives { get; private set; } = [];

        public float[] Drawn { get; private set; } = [];

        public int[] Columns { get; private set; } = [];

        public int Count { get; private set; }

        public double Weight { get; set; }

        public void Reset(int edges)
        {
            Count = edges;
            Weight = 0;
            if (Positives.Length < edges)
            {
                Positives = new float[edges];
                Negatives = new float[edges];
                Drawn = new float[edges];
                Columns = new int[edges];
            }
        }
    }
}
