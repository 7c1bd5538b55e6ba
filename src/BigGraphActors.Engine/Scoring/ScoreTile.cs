using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Scoring;

/// <summary>Scores of a block of queries against their positives and their candidates; later their gradients.</summary>
/// <remarks>
/// A tile is <c>[queries × columns]</c>, padded to whole vectors. The scorers fill it (<see cref="CandidateScorer"/>,
/// <see cref="TableScorer"/>, <see cref="PositiveScorer"/>), the loss turns scores into gradients in place, and the
/// scorers take them back to the vectors. With batch negatives, candidate <c>k</c> is the positive of query <c>k</c>,
/// so a positive stands on the tile's diagonal. Scratch of one thread.
/// </remarks>
internal sealed class ScoreTile(ScoreRule rule) : IDisposable
{
    /// <summary>Columns from which on rows are kept an odd number of cache lines apart.</summary>
    private const int WideColumns = 1024;

    private NativeBuffer<float> _scores = new(0);
    private NativeBuffer<float> _distances = new(0);
    private NativeBuffer<float> _turned = new(0);
    private float[] _positives = [];
    private float[] _positiveGradients = [];
    private float[] _positiveDistances = [];

    /// <summary>Whether scores are distances.</summary>
    public bool IsDistance => rule.IsDistance;

    /// <summary>Number of queries: rows that hold scores.</summary>
    public int Rows { get; private set; }

    /// <summary>Candidates of each query.</summary>
    public int Columns { get; private set; }

    /// <summary>Columns with padding: floats from one row of the tile to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Every query of the tile.</summary>
    public QueryRange AllRows => new(0, Rows);

    /// <summary>Scores, later their gradients, <c>[Rows × Stride]</c>.</summary>
    public Span<float> Scores => _scores.AsSpan(0, Rows * Stride);

    /// <summary>Scores of the positives, <c>[Rows]</c>.</summary>
    public Span<float> Positives => _positives.AsSpan(0, Rows);

    /// <summary>Gradients of the positives' scores, <c>[Rows]</c>.</summary>
    public Span<float> PositiveGradients => _positiveGradients.AsSpan(0, Rows);

    /// <summary>Scores of the positives before the bias was added, <c>[Rows]</c>: a distance's gradient needs them.
    /// </summary>
    public Span<float> PositiveDistances => _positiveDistances.AsSpan(0, Rows);

    /// <summary>Sets the extent; scores are undefined until they are computed.</summary>
    public void Reset(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;

        // One more vector than needed: whole vectors are written also where a part of the candidates starts between
        // two of them, and must not reach into the next row.
        Stride = RowLayout.StrideFor(columns + RowLayout.StrideMultiple);

        // Rows of a wide tile an even number of lines apart would crowd into a part of the caches' sets: at 40,943
        // columns, 40 pages apart, into one.
        bool isCrowded = columns > WideColumns && Stride / RowLayout.StrideMultiple % 2 == 0;
        Stride += isCrowded ? RowLayout.StrideMultiple : 0;
        _scores = Scratch.Grow(_scores, (long)rows * Stride);
        if (_positives.Length < rows)
        {
            _positives = new float[rows];
            _positiveGradients = new float[rows];
            _positiveDistances = new float[rows];
        }
    }

    /// <summary>The scores of some queries, from a column on.</summary>
    public Span<float> ScoresOf(QueryRange queries, int column) =>
        _scores.AsSpan((queries.First * Stride) + column, (queries.Count * Stride) - column);

    /// <summary>Adds a number to all scores, the positives' too.</summary>
    public void Shift(float offset)
    {
        TileSums.AddNumber(Scores, (Rows, Columns), Stride, offset);
        TileSums.AddNumber(Positives, (1, Rows), Rows, offset);
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

    /// <summary>Masks the candidate that is each query's own positive, on the diagonal.</summary>
    /// <param name="window">Queries that share candidates: row <c>k</c>'s diagonal is column <c>k % window</c>.</param>
    public void MaskDiagonal(int window)
    {
        for (int row = 0, column = 0; row < Rows; row++, column++)
        {
            column = column == window ? 0 : column;
            Scores[(row * Stride) + column] = ScoreRule.Masked;
        }
    }

    /// <summary>
    /// Moves the positives' scores from the diagonal, where the candidates' scores already have them, and masks it.
    /// </summary>
    /// <remarks>Not for distances, whose expanded form loses digits where they are small.</remarks>
    /// <param name="window">Queries that share candidates.</param>
    public void MovePositivesFromDiagonal(int window)
    {
        Span<float> scores = Scores;
        Span<float> positives = Positives;
        for (int row = 0, column = 0; row < positives.Length; row++, column++)
        {
            column = column == window ? 0 : column;
            int at = (row * Stride) + column;
            positives[row] = scores[at];
            scores[at] = ScoreRule.Masked;
        }
    }

    /// <summary>
    /// Copies the positives' gradients to the diagonal, so that the candidates' backward pass covers them.
    /// </summary>
    /// <param name="window">Queries that share candidates.</param>
    public void CopyPositivesToDiagonal(int window)
    {
        Span<float> scores = Scores;
        Span<float> gradients = PositiveGradients;
        for (int row = 0, column = 0; row < gradients.Length; row++, column++)
        {
            column = column == window ? 0 : column;
            int at = (row * Stride) + column;
            scores[at] = gradients[row];
            if (rule.Comparator == ComparatorKind.L2)
            {
                _distances[at] = _positiveDistances[row];
            }
        }
    }

    /// <summary>Replaces the score that a product gave by one that was computed directly.</summary>
    /// <param name="row">Number of the query.</param>
    /// <param name="column">Where the positive stands among the candidates.</param>
    /// <param name="positives">The tile that has the score of the positive.</param>
    /// <param name="index">Which of its positives.</param>
    public void SetScore(int row, int column, ScoreTile positives, int index)
    {
        int at = (row * Stride) + column;
        Scores[at] = positives.Positives[index];
        if (rule.Comparator == ComparatorKind.L2)
        {
            _distances[at] = positives._positiveDistances[index];
        }
    }

    /// <summary>Copies the first columns, as many as there are rows, from the tile of the other direction.</summary>
    /// <param name="other">Scores of the same rows in the other direction: entity against entity of one block.</param>
    /// <remarks>Writes whole vectors, so columns behind must be scored afterwards.</remarks>
    public void CopyTransposed(ScoreTile other) =>
        RowBlocks.Transpose(other.Scores, Rows, other.Stride, Rows, Scores, Stride);

    /// <summary>Adds the gradients of the other direction's scores to those of the same pairs here.</summary>
    /// <param name="other">Gradients of the same rows in the other direction.</param>
    public void AddTransposed(ScoreTile other)
    {
        int stride = RowLayout.StrideFor(Rows);
        _turned = Scratch.Grow(_turned, (long)Rows * stride);
        Span<float> turned = _turned.AsSpan(0, Rows * stride);
        RowBlocks.Transpose(other.Scores, Rows, other.Stride, Rows, turned, stride);
        TileSums.AddTile(Scores, Stride, turned, stride, (Rows, Rows));
    }

    /// <summary>Keeps the distances of a range: their gradients need them after the loss has overwritten the scores.
    /// </summary>
    public void KeepDistances(QueryRange queries, CandidateRange range)
    {
        _distances = Scratch.Grow(_distances, _scores.Length);
        for (int row = queries.First; row < queries.First + queries.Count; row++)
        {
            int at = (row * Stride) + range.Column;
            Scores.Slice(at, range.Count).CopyTo(_distances.AsSpan(at, range.Count));
        }
    }

    /// <summary>The distances of one query that <see cref="KeepDistances"/> kept.</summary>
    public ReadOnlySpan<float> DistancesOf(int row, CandidateRange range) =>
        _distances.AsSpan(((long)row * Stride) + range.Column, range.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _scores.Dispose();
        _distances.Dispose();
        _turned.Dispose();
    }
}

/// <summary>Which queries of a block are scored: all, or a window that shares candidates.</summary>
/// <param name="First">First query.</param>
/// <param name="Count">Number of queries.</param>
internal readonly record struct QueryRange(int First, int Count);

/// <summary>Which rows of an encoded block are scored, and where their scores go in the tile.</summary>
/// <param name="Start">First row of the block.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Column">Column of the tile that the first row's score goes to; ranges are scored in ascending order of
/// it.</param>
internal readonly record struct CandidateRange(int Start, int Count, int Column);

/// <summary>Memory of a thread that grows to the largest block and is kept.</summary>
internal static class Scratch
{
    /// <summary>Gives a buffer of at least a length. What a shorter one held is lost.</summary>
    public static NativeBuffer<float> Grow(NativeBuffer<float> buffer, long length)
    {
        if (buffer.Length >= length)
        {
            return buffer;
        }

        buffer.Dispose();
        return new NativeBuffer<float>(length);
    }

    /// <summary>Gives the first elements of an array that is made longer where it must be.</summary>
    public static Span<float> Grow(ref float[] array, int length)
    {
        if (array.Length < length)
        {
            array = new float[length];
        }

        return array.AsSpan(0, length);
    }
}

/// <summary>What of the settings decides how vectors become scores.</summary>
/// <param name="Comparator">The value of <c>comparator</c>.</param>
/// <param name="Bias">The first coordinate is added to the score and kept out of the comparator.</param>
/// <param name="MaxNorm">Rows longer than this are shortened when looked up; none switches it off.</param>
internal sealed record ScoreRule(ComparatorKind Comparator, bool Bias, float? MaxNorm)
{
    /// <summary>Whether products are taken of vectors rounded to 16-bit integers.</summary>
    public bool IsFixedPoint { get; init; }

    /// <summary>A masked score: no candidate. PBG: <c>-1e9</c>.</summary>
    public const float Masked = -1e9f;

    /// <summary>Whether vectors are divided by their length before they are compared.</summary>
    public bool Normalizes => Comparator == ComparatorKind.Cos;

    /// <summary>Whether scores are distances, whose gradients carry a term in the vector itself.</summary>
    public bool IsDistance => Comparator is ComparatorKind.L2 or ComparatorKind.SquaredL2;

    /// <summary>Takes the rule from settings.</summary>
    public static ScoreRule From(RunSettings settings) =>
        new(settings.Comparator, settings.Bias, (float?)settings.MaxNorm);

    /// <summary>The rule of training, whose products may be of less precision than those of an evaluation.</summary>
    public static ScoreRule ForTraining(RunSettings settings) =>
        From(settings) with { IsFixedPoint = settings.Products == ProductKind.Int16 };
}
