using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;

namespace BigGraphActors.Tests.Numerics.Scoring;

/// <summary>
/// One negative block scored and differentiated with the kernels, the way the engine strings them together.
/// </summary>
internal sealed class ComparatorRun(string comparator, bool bias)
{
    private readonly Dictionary<string, PaddedBlock> _vectors = [];
    private readonly Dictionary<string, float[]> _biases = [];
    private readonly Dictionary<string, float[]> _inverseNorms = [];
    private readonly Dictionary<string, PaddedBlock> _gradients = [];
    private readonly Dictionary<string, (string Left, string Right, bool Aligned)> _tiles = [];

    public Dictionary<string, PaddedBlock> Scores { get; } = [];

    private bool IsDistance => comparator is "l2" or "squared_l2";

    /// <summary>Takes the bias column out of the vectors and prepares them.</summary>
    public void Load(string name, PaddedBlock input)
    {
        PaddedBlock vectors = input.Copy();
        _biases[name] = new float[input.Rows];
        for (int row = 0; bias && row < input.Rows; row++)
        {
            _biases[name][row] = vectors[row, 0];
            vectors[row, 0] = 0;
        }

        _inverseNorms[name] = new float[input.Rows];
        if (comparator == "cos")
        {
            CosineRows.Normalize(vectors.Values, vectors.Rows, vectors.Stride, _inverseNorms[name]);
        }

        _vectors[name] = vectors;
        _gradients[name] = new(input.Rows, input.Dim);
    }

    public float[] Prepared(string name) => _vectors[name].Values;

    /// <summary>Scores rows pair by pair, or every left row against every right one.</summary>
    public void Score(string tile, string left, string right, bool aligned)
    {
        PaddedBlock a = _vectors[left];
        PaddedBlock b = _vectors[right];
        var scores = new PaddedBlock(a.Rows, aligned ? 1 : b.Rows);
        if (aligned)
        {
            Aligned(a, b, scores);
        }
        else
        {
            Crossed(a, b, scores);
        }

        for (int row = 0; row < scores.Rows; row++)
        {
            for (int column = 0; column < scores.Dim; column++)
            {
                scores[row, column] += _biases[left][row] + _biases[right][aligned ? row : column];
            }
        }

        Scores[tile] = scores;
        _tiles[tile] = (left, right, aligned);
    }

    /// <summary>Adds the gradients of <c>sum(weights * scores)</c> to both blocks of the tile.</summary>
    public void Differentiate(string tile, PaddedBlock weights)
    {
        (string left, string right, bool aligned) = _tiles[tile];
        PaddedBlock a = _vectors[left];
        PaddedBlock b = _vectors[right];
        PaddedBlock pure = Scores[tile].Copy();
        for (int row = 0; row < pure.Rows; row++)
        {
            for (int column = 0; column < pure.Dim; column++)
            {
                int other = aligned ? row : column;
                pure[row, column] -= _biases[left][row] + _biases[right][other];
                if (bias)
                {
                    _gradients[left][row, 0] += weights[row, column];
                    _gradients[right][other, 0] += weights[row, column];
                }
            }
        }

        PaddedBlock factors = Factors(pure, weights);
        if (aligned)
        {
            float[] perRow = [.. factors.Dense().Select(value => (float)value)];
            PairGradient(a, b, perRow, _gradients[left], _gradients[right]);
        }
        else
        {
            TileGradient(a, b, factors, _gradients[left]);
            PaddedBlock turned = new(factors.Dim, factors.Rows);
            RowBlocks.Transpose(
                factors.Values, factors.Rows, factors.Stride, factors.Dim, turned.Values, turned.Stride);
            TileGradient(b, a, turned, _gradients[right]);
        }
    }

    /// <summary>The gradient by the vectors as they were loaded.</summary>
    public PaddedBlock InputGradient(string name)
    {
        PaddedBlock gradient = _gradients[name].Copy();
        if (comparator == "cos")
        {
            float[] biases = [.. Enumerable.Range(0, gradient.Rows).Select(row => gradient[row, 0])];
            CosineRows.NormalizeBackward(
                _vectors[name].Values, _inverseNorms[name], gradient.Rows, gradient.Stride, gradient.Values);
            for (int row = 0; bias && row < gradient.Rows; row++)
            {
                gradient[row, 0] = biases[row];
            }
        }

        return gradient;
    }

    private void Aligned(PaddedBlock a, PaddedBlock b, PaddedBlock scores)
    {
        var values = new float[a.Rows];
        if (IsDistance)
        {
            RowScores.SquaredDistance(a.Values, b.Values, a.Rows, a.Stride, values);
        }
        else
        {
            RowScores.Dot(a.Values, b.Values, a.Rows, a.Stride, values);
        }

        for (int row = 0; row < a.Rows; row++)
        {
            scores[row, 0] = comparator switch
            {
                "l2" => -MathF.Sqrt(MathF.Max(values[row], 1e-30f)),
                "squared_l2" => -values[row],
                _ => values[row],
            };
        }
    }

    private void Crossed(PaddedBlock a, PaddedBlock b, PaddedBlock scores)
    {
        PaddedBlock turned = new(b.Dim, b.Rows);
        RowBlocks.Transpose(b.Values, b.Rows, b.Stride, b.Dim, turned.Values, turned.Stride);
        MatrixBlocks.Multiply(
            a.Values, a.Stride, 1, turned.Values, turned.Stride, scores.Values, scores.Stride, a.Rows, b.Rows, a.Dim,
            accumulate: false);
        if (!IsDistance)
        {
            return;
        }

        var leftSquares = new float[a.Rows];
        var rightSquares = new float[b.Rows];
        RowScores.SquaredNorms(a.Values, a.Rows, a.Stride, leftSquares);
        RowScores.SquaredNorms(b.Values, b.Rows, b.Stride, rightSquares);
        if (comparator == "l2")
        {
            DistanceTiles.ToRooted(scores.Values, a.Rows, b.Rows, scores.Stride, leftSquares, rightSquares);
        }
        else
        {
            DistanceTiles.ToSquared(scores.Values, a.Rows, b.Rows, scores.Stride, leftSquares, rightSquares);
        }
    }

    /// <summary>The factor of each pair: by the inner product, or by the squared distance.</summary>
    private PaddedBlock Factors(PaddedBlock scores, PaddedBlock weights)
    {
        PaddedBlock factors = weights.Copy();
        if (comparator == "l2")
        {
            DistanceTiles.RootedGradient(
                scores.Values, factors.Values, scores.Rows, scores.Dim, scores.Stride);
        }
        else if (comparator == "squared_l2")
        {
            for (int i = 0; i < factors.Values.Length; i++)
            {
                factors.Values[i] = -factors.Values[i];
            }
        }

        return factors;
    }

    private void PairGradient(
        PaddedBlock a, PaddedBlock b, float[] factors, PaddedBlock leftGradient, PaddedBlock rightGradient)
    {
        if (IsDistance)
        {
            RowScores.AddDistanceGradient(
                a.Values, b.Values, a.Rows, a.Stride, factors, leftGradient.Values, rightGradient.Values);
        }
        else
        {
            RowBlocks.AddScaledRows(b.Values, a.Rows, a.Stride, factors, leftGradient.Values);
            RowBlocks.AddScaledRows(a.Values, a.Rows, a.Stride, factors, rightGradient.Values);
        }
    }

    /// <summary>Adds <c>F · right</c>, or for distances <c>2 (sum_j F_kj) left_k - 2 F · right</c>.</summary>
    private void TileGradient(PaddedBlock left, PaddedBlock right, PaddedBlock factors, PaddedBlock gradient)
    {
        if (factors.Dim == 0)
        {
            return;
        }

        PaddedBlock scaled = factors.Copy();
        if (IsDistance)
        {
            var sums = new float[factors.Rows];
            RowScores.Sums(factors.Values, factors.Rows, factors.Stride, sums);
            RowBlocks.AddScaledRows(
                left.Values, left.Rows, left.Stride, [.. sums.Select(sum => 2 * sum)], gradient.Values);
            for (int i = 0; i < scaled.Values.Length; i++)
            {
                scaled.Values[i] *= -2;
            }
        }

        MatrixBlocks.Multiply(
            scaled.Values, scaled.Stride, 1, right.Values, right.Stride, gradient.Values, gradient.Stride,
            left.Rows, left.Dim, right.Rows, accumulate: true);
    }
}
