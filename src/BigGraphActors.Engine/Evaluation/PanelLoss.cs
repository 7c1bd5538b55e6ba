using BigGraphActors.Engine.Scoring;
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
    private double[] _losses = [];
    private float[] _kept = [];
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
            _losses = new double[tile.Rows];
            _kept = new float[tile.Rows];
        }

        _most.AsSpan(0, tile.Rows).Fill(float.NegativeInfinity);
        _sums.AsSpan(0, tile.Rows).Clear();
        _losses.AsSpan(0, tile.Rows).Clear();
        tile.Positives.CopyTo(_kept);
        int panelColumns = tile.Columns;
        tile.Reset(tile.Rows, 0);
        _positives = rule.Loss == LossKind.Logistic ? rule.Apply(tile, weights, scale, columns).Loss : 0;
        tile.Reset(tile.Rows, panelColumns);
        PutBack(tile);
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
        else if (rule.Temperature is { } temperature)
        {
            rule.Shift(tile);
            SelfAdversarialLoss.Add(
                tile.Scores, new LossTile(tile.Rows, tile.Columns, tile.Stride, scale), temperature, _most, _sums,
                _losses);
            PutBack(tile);
        }
        else
        {
            // The positives' part of the logistic loss is in every panel's.
            _loss += rule.Apply(tile, weights, scale, columns).Loss - _positives;
            PutBack(tile);
        }
    }

    /// <summary>The block's loss.</summary>
    /// <param name="tile">With its positives' scores.</param>
    /// <param name="weights">As at the beginning.</param>
    /// <param name="scale">As at the beginning.</param>
    public double End(ScoreTile tile, ReadOnlySpan<float> weights, float scale)
    {
        if (rule.Loss == LossKind.Softmax)
        {
            return LogSumKernel.Loss(tile.Positives, _most, _sums, weights, scale);
        }

        // Without a temperature the sums are zero.
        int rows = tile.Rows;
        return _loss + SelfAdversarialLoss.Loss(_sums.AsSpan(0, rows), _losses.AsSpan(0, rows), weights, scale);
    }

    /// <summary>The loss adds its margin to the positives too; the next panel is compared with them as they were.
    /// </summary>
    private void PutBack(ScoreTile tile) => _kept.AsSpan(0, tile.Rows).CopyTo(tile.Positives);
}
