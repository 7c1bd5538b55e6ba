using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>
/// The vectors of one negative block: both sides' positives, each followed by the side's uniform draws.
/// </summary>
/// <remarks>
/// Corrupting a side scores the other side's vectors (the queries) against this side's (the candidates). A static
/// relation uses one encoding of each side for both roles; dynamic relations have queries of their own, since only
/// they pass through the operator. Scratch of one thread.
/// </remarks>
internal sealed class NegativeBlock : IDisposable
{
    private readonly EncodedRows _lhs;
    private readonly EncodedRows _rhs;
    private readonly EncodedRows _lhsQuery;
    private readonly EncodedRows _rhsQuery;
    private readonly MatrixQueries? _queries;
    private bool _dynamic;
    private int _lhsUniform;
    private int _rhsUniform;
    private NegativeScheme _scheme;

    /// <summary>Makes an empty block.</summary>
    /// <param name="rule">How vectors become scores.</param>
    /// <param name="queries">Queries of whole batches, which the owner disposes of; without, blocks make their own.
    /// </param>
    public NegativeBlock(ScoreRule rule, MatrixQueries? queries = null)
    {
        _queries = queries;
        _lhs = new EncodedRows(rule);
        _rhs = new EncodedRows(rule);
        _lhsQuery = new EncodedRows(rule);
        _rhsQuery = new EncodedRows(rule);
    }

    /// <summary>Which block of its batch.</summary>
    public int Index { get; private set; }

    /// <summary>First edge of the block in its batch.</summary>
    public int Start { get; private set; }

    /// <summary>Edges of the block.</summary>
    public int Rows { get; private set; }

    /// <summary>Blocks of vectors that carry positives: 2, or 4 with dynamic relations.</summary>
    public int PositiveBlocks => _dynamic ? 4 : 2;

    /// <summary>What is scored when a side is corrupted: the other side.</summary>
    public EncodedRows QueriesOf(Side corrupted) => corrupted == Side.Lhs
        ? (_dynamic ? _rhsQuery : _rhs)
        : (_dynamic ? _lhsQuery : _lhs);

    /// <summary>
    /// What queries are scored against when a side is corrupted: first the positives, then the draws.
    /// </summary>
    public EncodedRows CandidatesOf(Side corrupted) => corrupted == Side.Lhs ? _lhs : _rhs;

    /// <summary>One of the blocks that carry positives, in their first <see cref="Rows"/> rows.</summary>
    /// <param name="index">Below <see cref="PositiveBlocks"/>.</param>
    public EncodedRows PositiveRows(int index) => (_dynamic ? index : index * 3) switch
    {
        0 => _lhs,
        1 => _rhsQuery,
        2 => _lhsQuery,
        _ => _rhs,
    };

    /// <summary>Which of the candidates are negatives; streamed draws come behind them.</summary>
    public CandidateRange RangeOf(Side corrupted)
    {
        int uniform = corrupted == Side.Lhs ? _lhsUniform : _rhsUniform;
        return _scheme.Kind == NegativeKind.BatchAndUniform
            ? new CandidateRange(0, Rows + uniform, 0)
            : new CandidateRange(Rows, uniform, 0);
    }

    /// <summary>The uniform draws among the encoded candidates, where batch negatives are shared in windows.</summary>
    public CandidateRange DrawsOf(Side corrupted) => new(
        Rows, corrupted == Side.Lhs ? _lhsUniform : _rhsUniform, _scheme.WindowRows);

    /// <summary>Looks up and transforms everything that one block needs.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Which block of it.</param>
    /// <param name="negatives">The batch's uniform draws.</param>
    /// <param name="paths">How ids become vectors.</param>
    public void Encode(EdgeBatch batch, int index, BatchNegatives negatives, RelationPaths paths)
    {
        _scheme = negatives.Scheme;
        _dynamic = paths.LhsQuery is not null;
        Index = index;
        Start = index * _scheme.BlockRows;
        Rows = Math.Min(_scheme.BlockRows, batch.Count - Start);
        ReadOnlySpan<int> lhsDraws = negatives.InBlock(Side.Lhs, index);
        ReadOnlySpan<int> rhsDraws = negatives.InBlock(Side.Rhs, index);
        _lhsUniform = lhsDraws.Length;
        _rhsUniform = rhsDraws.Length;
        ReadOnlySpan<int> relations = _dynamic ? batch.Relations.Slice(Start, Rows) : [0];

        Fill(_lhs, batch.Lhs, batch.LhsFeatures, lhsDraws);
        _lhs.Encode(paths.Lhs, Rows + _lhsUniform, relations);
        Fill(_rhs, batch.Rhs, batch.RhsFeatures, rhsDraws);
        _rhs.Encode(paths.Rhs, Rows + _rhsUniform, relations);
        if (_queries is { AreMade: true } queries)
        {
            _lhsQuery.TakeRows(queries.Of(Side.Lhs), queries.PositionsOf(Start, Rows));
            _rhsQuery.TakeRows(queries.Of(Side.Rhs), queries.PositionsOf(Start, Rows));
        }
        else if (_dynamic)
        {
            Fill(_lhsQuery, batch.Lhs, batch.LhsFeatures, []);
            _lhsQuery.Encode(paths.LhsQuery!, Rows, relations, _lhs);
            Fill(_rhsQuery, batch.Rhs, batch.RhsFeatures, []);
            _rhsQuery.Encode(paths.RhsQuery!, Rows, relations, _rhs);
        }
    }

    /// <summary>Makes room for the gradients of what was encoded.</summary>
    public void BeginGradients()
    {
        _lhs.BeginGradients(Rows);
        _rhs.BeginGradients(Rows);
        if (_dynamic)
        {
            _lhsQuery.BeginGradients(Rows);
            _rhsQuery.BeginGradients(Rows);
        }
    }

    /// <summary>Makes zeros of gradients that no pass has written.</summary>
    public void CompleteGradients()
    {
        for (int index = 0; index < PositiveBlocks; index++)
        {
            PositiveRows(index).CompleteGradients();
        }
    }

    /// <summary>Carries all gradients of the block back to the tables and parameters.</summary>
    /// <param name="lr">Learning rate of rows that step at their last use, or none.</param>
    public void Backward(float? lr)
    {
        _lhs.CarryBack();
        _rhs.CarryBack();
        if (_queries is { AreMade: true } queries)
        {
            _lhsQuery.GiveGradients(queries.Of(Side.Lhs), queries.PositionsOf(Start, Rows));
            _rhsQuery.GiveGradients(queries.Of(Side.Rhs), queries.PositionsOf(Start, Rows));
        }
        else if (_dynamic)
        {
            _lhsQuery.CarryBack();
            _lhs.TakeOver(_lhsQuery);
            _rhsQuery.CarryBack();
            _rhs.TakeOver(_rhsQuery);
        }

        _lhs.HandIn(lr);
        _rhs.HandIn(lr);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lhs.Dispose();
        _rhs.Dispose();
        _lhsQuery.Dispose();
        _rhsQuery.Dispose();
    }

    private void Fill(EncodedRows rows, ReadOnlySpan<int> ids, FeatureBatch? features, ReadOnlySpan<int> uniform)
    {
        if (features is not null && features.Offsets.Length > 1)
        {
            rows.PrepareFeatures(features, Start, Rows);
        }
        else
        {
            Span<int> prepared = rows.PrepareIds(Rows + uniform.Length);
            ids.Slice(Start, Rows).CopyTo(prepared);
            uniform.CopyTo(prepared[Rows..]);
        }
    }
}
