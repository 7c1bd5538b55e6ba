using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Training;

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
    private bool _dynamic;
    private int _lhsUniform;
    private int _rhsUniform;
    private NegativeScheme _scheme;

    /// <summary>Makes an empty block.</summary>
    public NegativeBlock(ScoreRule rule)
    {
        _lhs = new EncodedRows(rule);
        _rhs = new EncodedRows(rule);
        _lhsQuery = new EncodedRows(rule);
        _rhsQuery = new EncodedRows(rule);
    }

    /// <summary>First edge of the block in its batch.</summary>
    public int Start { get; private set; }

    /// <summary>Edges of the block.</summary>
    public int Rows { get; private set; }

    /// <summary>The blocks of vectors that carry positives, each with the side it belongs to.</summary>
    public IEnumerable<(Side Side, EncodedRows Rows)> PositiveRows => _dynamic
        ? [(Side.Lhs, _lhs), (Side.Rhs, _rhsQuery), (Side.Lhs, _lhsQuery), (Side.Rhs, _rhs)]
        : [(Side.Lhs, _lhs), (Side.Rhs, _rhs)];

    /// <summary>What is scored when a side is corrupted: the other side.</summary>
    public EncodedRows QueriesOf(Side corrupted) => corrupted == Side.Lhs
        ? (_dynamic ? _rhsQuery : _rhs)
        : (_dynamic ? _lhsQuery : _lhs);

    /// <summary>
    /// What queries are scored against when a side is corrupted: first the positives, then the draws.
    /// </summary>
    public EncodedRows CandidatesOf(Side corrupted) => corrupted == Side.Lhs ? _lhs : _rhs;

    /// <summary>Which of the candidates are negatives.</summary>
    public CandidateRange RangeOf(Side corrupted)
    {
        int uniform = corrupted == Side.Lhs ? _lhsUniform : _rhsUniform;
        return _scheme.Kind == NegativeKind.BatchAndUniform
            ? new CandidateRange(0, Rows + uniform, 0)
            : new CandidateRange(Rows, uniform, 0);
    }

    /// <summary>Looks up and transforms everything that one block needs.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Which block of it.</param>
    /// <param name="relation">The batch's relation type.</param>
    /// <param name="plan">Which negatives.</param>
    /// <param name="paths">How ids become vectors.</param>
    public void Encode(EdgeBatch batch, int index, RelationType relation, BlockPlan plan, RelationPaths paths)
    {
        _scheme = plan.Scheme;
        _dynamic = paths.LhsQuery is not null;
        Start = index * _scheme.BlockRows;
        Rows = Math.Min(_scheme.BlockRows, batch.Count - Start);
        _lhsUniform = relation.Lhs.Featurized || plan.Counts.DisableLhs ? 0 : _scheme.UniformCount;
        _rhsUniform = relation.Rhs.Featurized || plan.Counts.DisableRhs ? 0 : _scheme.UniformCount;
        ReadOnlySpan<int> relations = _dynamic ? batch.Relations.Slice(Start, Rows) : [0];

        Fill(_lhs, batch.Lhs, batch.LhsFeatures, _lhsUniform);
        if (_lhsUniform > 0)
        {
            plan.Draw(Side.Lhs, index, paths.Lhs.Table.RowCount, _lhs.PreparedIds[Rows..]);
        }

        _lhs.Encode(paths.Lhs, Rows + _lhsUniform, relations);
        Fill(_rhs, batch.Rhs, batch.RhsFeatures, _rhsUniform);
        if (_rhsUniform > 0)
        {
            plan.Draw(Side.Rhs, index, paths.Rhs.Table.RowCount, _rhs.PreparedIds[Rows..]);
        }

        _rhs.Encode(paths.Rhs, Rows + _rhsUniform, relations);
        if (_dynamic)
        {
            Fill(_lhsQuery, batch.Lhs, batch.LhsFeatures, 0);
            _lhsQuery.Encode(paths.LhsQuery!, Rows, relations);
            Fill(_rhsQuery, batch.Rhs, batch.RhsFeatures, 0);
            _rhsQuery.Encode(paths.RhsQuery!, Rows, relations);
        }
    }

    /// <summary>Carries all gradients of the block back to the tables and parameters.</summary>
    public void Backward()
    {
        _lhs.Backward();
        _rhs.Backward();
        if (_dynamic)
        {
            _lhsQuery.Backward();
            _rhsQuery.Backward();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lhs.Dispose();
        _rhs.Dispose();
        _lhsQuery.Dispose();
        _rhsQuery.Dispose();
    }

    private void Fill(EncodedRows rows, ReadOnlySpan<int> ids, FeatureBatch? features, int uniform)
    {
        if (features is not null && features.Offsets.Length > 1)
        {
            rows.PrepareFeatures(features, Start, Rows);
        }
        else
        {
            ids.Slice(Start, Rows).CopyTo(rows.PrepareIds(Rows + uniform));
        }
    }
}
