using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Steps;

/// <summary>Scores of a block of queries against their positives and their candidates, and the way back.</summary>
/// <remarks>
/// A tile is <c>[queries × columns]</c>, padded to whole vectors. Distances come from products by
/// <c>|a|² - 2ab + |b|²</c>, as in PBG. Their gradients take the form of products again: with <c>h</c> in place of
/// the score's gradient, <c>da_k = Σ h_kj b_j - a_k Σ h_kj</c>; so all comparators share two matrix products.
/// Candidates are taken in panels that stay in the cache. Scratch of one thread.
/// </remarks>
internal sealed partial class ScoreTile : IDisposable
{
    private const int PanelRows = 128;

    private readonly ScoreRule _rule;
    private NativeBuffer<float> _scores = new(0);
    private NativeBuffer<float> _savedScores = new(0);
    private NativeBuffer<float> _transposed = new(0);
    private int _firstRow;
    private float[] _positives = [];
    private float[] _positiveGradients = [];
    private float[] _positiveComparisons = [];
    private float[] _querySquares = [];
    private float[] _candidateSquares = [];
    private float[] _sums = [];

    /// <summary>Makes an empty tile.</summary>
    public ScoreTile(ScoreRule rule) => _rule = rule;

    /// <summary>Whether scores are distances.</summary>
    public bool IsDistance => _rule.IsDistance;

    /// <summary>Queries.</summary>
    public int Rows { get; private set; }

    /// <summary>Candidates of each query.</summary>
    public int Columns { get; private set; }

    /// <summary>Columns with padding: floats from one row of the tile to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Scores, later their gradients, <c>[Rows × Stride]</c>.</summary>
    public Span<float> Scores => _scores.AsSpan(_firstRow * Stride, Rows * Stride);

    /// <summary>Scores of the positives, <c>[Rows]</c>.</summary>
    public Span<float> Positives => _positives.AsSpan(_firstRow, Rows);

    /// <summary>Gradients of the positives' scores, <c>[Rows]</c>.</summary>
    public Span<float> PositiveGradients => _positiveGradients.AsSpan(_firstRow, Rows);

    /// <summary>Sets the extent; scores are undefined until they are computed.</summary>
    public void Reset(int rows, int columns)
    {
        _firstRow = 0;
        Rows = rows;
        Columns = columns;

        // One more vector than needed: whole vectors are written also where a part of the candidates starts between
        // two of them, and must not reach into the next row.
        Stride = RowLayout.StrideFor(columns + RowLayout.StrideMultiple);

        // Rows of a wide tile an even number of lines apart would crowd into a part of the caches' sets: at 40,943
        // columns, 40 pages apart, into one.
        bool isCrowded = columns > PanelRows * 8 && Stride / RowLayout.StrideMultiple % 2 == 0;
        Stride += isCrowded ? RowLayout.StrideMultiple : 0;
        Grow(ref _scores, (long)rows * Stride);
        if (_positives.Length < rows)
        {
            _positives = new float[rows];
            _positiveGradients = new float[rows];
            _positiveComparisons = new float[rows];
        }
    }

    /// <summary>Scores every query against a range of candidates.</summary>
    public void ScoreCandidates(EncodedRows queries, EncodedRows candidates, CandidateRange range)
    {
        if (_rule.IsFixedPoint)
        {
            ScoreFixed(queries, candidates.Fixed().Block.Slice(range.Start, range.Count), range.Column);
        }
        else
        {
            ScorePanels(queries, candidates.Values[(range.Start * queries.Stride)..], range.Count, range.Column);
        }

        FinishScores(queries, candidates, range);
    }

    /// <summary>Adds the gradients of a range's scores to the queries and the candidates.</summary>
    /// <remarks>The tile must hold gradients; for distances it is overwritten with the factors <c>h</c>.</remarks>
    public void BackwardCandidates(EncodedRows queries, EncodedRows candidates, CandidateRange range)
    {
        Span<float> tile = Scores[range.Column..];
        if (_rule.Bias)
        {
            TileSums.AddRowSums(tile, range.Count, Stride, queries.BiasGradient.Slice(_firstRow, Rows));
            TileSums.AddColumnSums(tile, Rows, Stride, candidates.BiasGradient.Slice(range.Start, range.Count));
        }

        if (_rule.IsDistance)
        {
            ToFactors(tile, range.Count, range.Column);
        }

        CarryPanels(tile, queries, candidates, range);
        if (_rule.IsDistance)
        {
            SubtractOwnTerms(tile, queries, candidates, range);
        }
    }

    /// <summary>Adds a number to all scores, the positives' too.</summary>
    public void Shift(float offset)
    {
        Span<float> rows = Buffer(ref _querySquares, Rows);
        Span<float> columns = Buffer(ref _candidateSquares, Columns);
        rows.Fill(offset);
        columns.Clear();
        TileSums.AddOuter(Scores, Columns, Stride, rows, columns);
        for (int row = 0; row < Rows; row++)
        {
            Positives[row] += offset;
        }
    }

    /// <summary>Overwrites one column of each row.</summary>
    /// <param name="columns">Column of each row, counted from <paramref name="first"/>.</param>
    /// <param name="first">First column of the range.</param>
    /// <param name="value"><see cref="ScoreRule.Masked"/>, or 0 to drop its gradient.</param>
    public void MaskColumns(ReadOnlySpan<int> columns, int first, float value)
    {
        for (int row = 0; row < Rows; row++)
        {
            Scores[(row * Stride) + first + columns[row]] = value;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scores.Dispose();
        _savedScores.Dispose();
        _transposed.Dispose();
    }

    private static void Grow(ref NativeBuffer<float> buffer, long length)
    {
        if (buffer.Length < length)
        {
            buffer.Dispose();
            buffer = new NativeBuffer<float>(length);
        }
    }

    private static Span<float> Buffer(ref float[] array, int length)
    {
        if (array.Length < length)
        {
            array = new float[length];
        }

        return array.AsSpan(0, length);
    }

    private static void Negate(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = -values[i];
        }
    }

    /// <summary>
    /// The two gradient products. The first to reach a row overwrites its gradient, so that none has to be cleared.
    /// </summary>
    private void CarryPanels(
        ReadOnlySpan<float> tile, EncodedRows queries, EncodedRows candidates, CandidateRange range)
    {
        for (int start = 0, count; start < range.Count; start += count)
        {
            int row = range.Start + start;
            int at = row * queries.Stride;
            count = candidates.AlikeFrom(row, Math.Min(PanelRows, range.Count - start));
            Span<float> gradients = candidates.Gradients[at..];
            if (_rule.IsFixedPoint)
            {
                FixedBlock block = candidates.Fixed().Block.Slice(row, count);
                CarryFixed(tile[start..], queries, block, gradients, candidates.HasGradient(row));
                continue;
            }

            CarryPanel(
                tile[start..], queries, candidates.Values[at..], gradients, count, candidates.HasGradient(row));
        }

        candidates.MarkGradients(range.Start, range.Count);
    }

    private void CarryPanel(
        ReadOnlySpan<float> panel, EncodedRows queries, ReadOnlySpan<float> values, Span<float> gradients, int count,
        bool accumulate)
    {
        int stride = queries.Stride;
        int first = _firstRow * stride;
        MatrixBlocks.Multiply(
            panel, Stride, 1, values, stride, queries.Gradients[first..], stride, Rows, stride, count,
            queries.HasGradient(0));
        queries.MarkGradients(0, Rows);
        MatrixBlocks.Multiply(
            panel, 1, Stride, queries.Values[first..], stride, gradients, stride, count, stride, Rows, accumulate);
    }

    private void FinishScores(EncodedRows queries, EncodedRows candidates, CandidateRange range)
    {
        Span<float> tile = Scores[range.Column..];
        if (_rule.IsDistance)
        {
            Span<float> left = Buffer(ref _querySquares, Rows);
            Span<float> right = Buffer(ref _candidateSquares, range.Count);
            RowScores.SquaredNorms(queries.Values[(_firstRow * queries.Stride)..], Rows, queries.Stride, left);
            RowScores.SquaredNorms(
                candidates.Values[(range.Start * queries.Stride)..], range.Count, queries.Stride, right);
            if (_rule.Comparator == ComparatorKind.L2)
            {
                DistanceTiles.ToRooted(tile, Rows, range.Count, Stride, left, right);
                Save(range);
            }
            else
            {
                DistanceTiles.ToSquared(tile, Rows, range.Count, Stride, left, right);
            }
        }

        if (_rule.Bias)
        {
            ReadOnlySpan<float> biases = candidates.Bias.Slice(range.Start, range.Count);
            TileSums.AddOuter(tile, range.Count, Stride, queries.Bias.Slice(_firstRow, Rows), biases);
        }
    }

    private void Save(CandidateRange range)
    {
        Grow(ref _savedScores, _scores.Length);
        for (int row = 0; row < Rows; row++)
        {
            int at = (row * Stride) + range.Column;
            int saved = (_firstRow * Stride) + at;
            Scores.Slice(at, range.Count).CopyTo(_savedScores.AsSpan(saved, range.Count));
        }
    }

    private float FactorOf(float gradient, float score) => _rule.Comparator switch
    {
        ComparatorKind.SquaredL2 => 2f * gradient,
        ComparatorKind.L2 => score < -1e-15f ? -gradient / score : 0f,
        _ => gradient,
    };

    private void ToFactors(Span<float> tile, int columns, int column)
    {
        for (int row = 0; row < Rows; row++)
        {
            Span<float> values = tile.Slice(row * Stride, columns);
            if (_rule.Comparator == ComparatorKind.SquaredL2)
            {
                for (int j = 0; j < values.Length; j++)
                {
                    values[j] *= 2f;
                }
            }
            else
            {
                ReadOnlySpan<float> scores = _savedScores.AsSpan(
                    ((long)(_firstRow + row) * Stride) + column, columns);
                DistanceTiles.RootedFactors(scores, values);
            }
        }
    }

    private void SubtractOwnTerms(
        ReadOnlySpan<float> tile, EncodedRows queries, EncodedRows candidates, CandidateRange range)
    {
        int stride = queries.Stride;
        Span<float> sums = Buffer(ref _sums, Math.Max(Rows, range.Count));
        Span<float> rowSums = sums[..Rows];
        rowSums.Clear();
        TileSums.AddRowSums(tile, range.Count, Stride, rowSums);
        Negate(rowSums);
        int query = _firstRow * stride;
        RowBlocks.AddScaledRows(
            queries.Values[query..], Rows, stride, rowSums, queries.Gradients[query..]);

        Span<float> columnSums = sums[..range.Count];
        columnSums.Clear();
        TileSums.AddColumnSums(tile, Rows, Stride, columnSums);
        Negate(columnSums);
        int first = range.Start * stride;
        RowBlocks.AddScaledRows(
            candidates.Values[first..], range.Count, stride, columnSums, candidates.Gradients[first..]);
    }
}
