using BigGraphActors.Engine.Steps;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>The loss of a block whose candidates come in panels.</summary>
/// <remarks>Scratch of one thread.</remarks>
internal sealed class PanelLoss(LossRule rule)
{
    private float[] _most = [];
    private double[] _sums = [];
    private double _loss;
    private double _positives;

    /// <summary>Starts a block.</summary>
    /// <param name="tile">With its positives' scores.</param>
    /// <param name="weights">Edge weights, or empty.</param>
    /// <param name="scale">The relation's weight.</param>
    /// <param name="columns">Candidates of all panels.</param>
    public void Begin(ScoreTile tile, ReadOnlySpan<float> weights, float scale, int columns)
    {
        if (_most.Length < tile.Rows)
        {
            _most = new float[tile.Rows];
            _sums = new double[tile.Rows];
        }

        _most.AsSpan(0, tile.Rows).Fill(float.NegativeInfinity);
        _sums.AsSpan(0, tile.Rows).Clear();
        int panelColumns = tile.Columns;
        tile.Reset(tile.Rows, 0);
        _positives = rule.Loss == LossKind.Logistic ? rule.Apply(tile, weights, scale, columns).Loss : 0;
        tile.Reset(tile.Rows, panelColumns);
        _loss = _positives;
    }

    /// <summary>Adds a panel, whose scores are lost.</summary>
    /// <param name="tile">Scores of the panel.</param>
    /// <param name="weights">As at the beginning.</param>
    /// <param name="scale">As at the beginning.</param>
    /// <param name="columns">As at the beginning.</param>
    public void Add(ScoreTile tile, ReadOnlySpan<float> weights, float scale, int columns)
    {
        if (rule.Loss == LossKind.Softmax)
        {
            LogSumKernel.Add(
                tile.Scores, new LossTile(tile.Rows, tile.Columns, tile.Stride, scale), _most, _sums);
        }
        else
        {
            // The positives' part of the logistic loss is in every panel's.
            _loss += rule.Apply(tile, weights, scale, columns).Loss - _positives;
        }
    }

    /// <summary>The block's loss.</summary>
    /// <param name="tile">With its positives' scores.</param>
    /// <param name="weights">As at the beginning.</param>
    /// <param name="scale">As at the beginning.</param>
    public double End(ScoreTile tile, ReadOnlySpan<float> weights, float scale) => rule.Loss == LossKind.Softmax
        ? LogSumKernel.Loss(tile.Positives, _most, _sums, weights, scale)
        : _loss;
}
