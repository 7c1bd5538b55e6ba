using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Negatives;

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
    private readonly EmbeddingLookup[] _lookups;
    private readonly EmbeddingBatch[] _batches = new EmbeddingBatch[4];
    private readonly MatrixQueries? _queries;
    private readonly NegativeBlockGradients _gradients;
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
        _lookups = [new(rule), new(rule), new(rule), new(rule)];
        _gradients = new NegativeBlockGradients(this);
    }

    /// <summary>Which block of its batch.</summary>
    public int Index { get; private set; }

    /// <summary>First edge of the block in its batch.</summary>
    public int Start { get; private set; }

    /// <summary>Edges of the block.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether queries have vectors of their own.</summary>
    public bool IsDynamic { get; private set; }

    /// <summary>The batch's queries, where they are made for all blocks at once; else none.</summary>
    public MatrixQueries? WholeQueries => _queries is { AreMade: true } ? _queries : null;

    /// <summary>What is scored when a side is corrupted: the other side.</summary>
    public EmbeddingBatch QueriesOf(Side corrupted) => this[QueryRole(corrupted)];

    /// <summary>
    /// What queries are scored against when a side is corrupted: first the positives, then the draws.
    /// </summary>
    public EmbeddingBatch CandidatesOf(Side corrupted) => this[CandidateRole(corrupted)];

    /// <summary>The vectors of a role.</summary>
    public EmbeddingBatch this[BlockRole role] => _batches[(int)role];

    /// <summary>The role of what is scored when a side is corrupted.</summary>
    public BlockRole QueryRole(Side corrupted) => corrupted == Side.Lhs
        ? (IsDynamic ? BlockRole.RhsQuery : BlockRole.Rhs)
        : (IsDynamic ? BlockRole.LhsQuery : BlockRole.Lhs);

    /// <summary>The role of what queries are scored against when a side is corrupted.</summary>
    public static BlockRole CandidateRole(Side corrupted) => corrupted == Side.Lhs ? BlockRole.Lhs : BlockRole.Rhs;

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
    /// <param name="batch">The edges whose ends are looked up.</param>
    /// <param name="index">Which block of it.</param>
    /// <param name="negatives">The batch's uniform draws.</param>
    /// <param name="paths">How ids become vectors.</param>
    public void Encode(EdgeBatch batch, int index, BatchNegatives negatives, RelationPaths paths)
    {
        _scheme = negatives.Scheme;
        IsDynamic = paths.LhsQuery is not null;
        Index = index;
        Start = index * _scheme.BlockRows;
        Rows = Math.Min(_scheme.BlockRows, batch.Count - Start);
        ReadOnlySpan<int> lhsDraws = negatives.InBlock(Side.Lhs, index);
        ReadOnlySpan<int> rhsDraws = negatives.InBlock(Side.Rhs, index);
        _lhsUniform = lhsDraws.Length;
        _rhsUniform = rhsDraws.Length;
        ReadOnlySpan<int> relations = IsDynamic ? batch.Relations.Slice(Start, Rows) : [0];

        Fill(BlockRole.Lhs, batch.Lhs, batch.LhsFeatures, lhsDraws);
        Encode(BlockRole.Lhs, paths.Lhs, Rows + _lhsUniform, relations);
        Fill(BlockRole.Rhs, batch.Rhs, batch.RhsFeatures, rhsDraws);
        Encode(BlockRole.Rhs, paths.Rhs, Rows + _rhsUniform, relations);
        if (WholeQueries is { } queries)
        {
            ReadOnlySpan<int> positions = queries.PositionsOf(Start, Rows);
            Select(BlockRole.LhsQuery, queries.Of(Side.Lhs).Batch, positions);
            Select(BlockRole.RhsQuery, queries.Of(Side.Rhs).Batch, positions);
        }
        else if (IsDynamic)
        {
            Fill(BlockRole.LhsQuery, batch.Lhs, batch.LhsFeatures, []);
            Encode(BlockRole.LhsQuery, paths.LhsQuery!, Rows, relations, this[BlockRole.Lhs]);
            Fill(BlockRole.RhsQuery, batch.Rhs, batch.RhsFeatures, []);
            Encode(BlockRole.RhsQuery, paths.RhsQuery!, Rows, relations, this[BlockRole.Rhs]);
        }
    }

    /// <summary>Makes room for the gradients of what was encoded.</summary>
    public NegativeBlockGradients BeginGradients()
    {
        _gradients.Begin();
        return _gradients;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EmbeddingLookup lookup in _lookups)
        {
            lookup.Dispose();
        }
    }

    private void Encode(
        BlockRole role, RowPath path, int rows, ReadOnlySpan<int> relations, EmbeddingBatch? source = null) =>
        _batches[(int)role] = _lookups[(int)role].Encode(path, rows, relations, source);

    private void Select(BlockRole role, EmbeddingBatch whole, ReadOnlySpan<int> positions) =>
        _batches[(int)role] = _lookups[(int)role].Select(whole, positions);

    private void Fill(BlockRole role, ReadOnlySpan<int> ids, FeatureBatch? features, ReadOnlySpan<int> uniform)
    {
        EmbeddingLookup rows = _lookups[(int)role];
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

/// <summary>What vectors of a block are for.</summary>
/// <remarks>With static relations queries and candidates are the same vectors.</remarks>
internal enum BlockRole
{
    /// <summary>Left-hand entities and their draws.</summary>
    Lhs,

    /// <summary>Right-hand entities with their operator, which ask for left-hand ones.</summary>
    RhsQuery,

    /// <summary>Left-hand entities with their operator, which ask for right-hand ones.</summary>
    LhsQuery,

    /// <summary>Right-hand entities and their draws.</summary>
    Rhs,
}

/// <summary>The gradients of one negative block, which <see cref="NegativeBlock.BeginGradients"/> gives.</summary>
internal sealed class NegativeBlockGradients(NegativeBlock block)
{
    private readonly EmbeddingGradients[] _gradients = new EmbeddingGradients[4];

    /// <summary>The block that the gradients belong to.</summary>
    public NegativeBlock Block => block;

    /// <summary>The roles that have vectors: 2, or 4 with dynamic relations.</summary>
    public ReadOnlySpan<BlockRole> Roles => block.IsDynamic
        ? [BlockRole.Lhs, BlockRole.RhsQuery, BlockRole.LhsQuery, BlockRole.Rhs]
        : [BlockRole.Lhs, BlockRole.Rhs];

    /// <summary>The gradients of a role's vectors.</summary>
    public EmbeddingGradients this[BlockRole role] => _gradients[(int)role];

    /// <summary>Gradients of <see cref="NegativeBlock.QueriesOf"/>.</summary>
    public EmbeddingGradients QueriesOf(Side corrupted) => this[block.QueryRole(corrupted)];

    /// <summary>Gradients of <see cref="NegativeBlock.CandidatesOf"/>.</summary>
    public EmbeddingGradients CandidatesOf(Side corrupted) => this[NegativeBlock.CandidateRole(corrupted)];

    /// <summary>Begins a block.</summary>
    public void Begin()
    {
        foreach (BlockRole role in Roles)
        {
            _gradients[(int)role] = block[role].BeginGradients(block.Rows);
        }
    }

    /// <summary>Sets gradients to zero that no pass has written.</summary>
    public void Complete()
    {
        foreach (BlockRole role in Roles)
        {
            this[role].Complete();
        }
    }

    /// <summary>Takes all gradients of the block back to the tables and parameters.</summary>
    /// <param name="lr">Learning rate of rows that step at their last use, or none.</param>
    public void Backward(float? lr)
    {
        InputGradients lhs = this[BlockRole.Lhs].Backward();
        InputGradients rhs = this[BlockRole.Rhs].Backward();
        if (block.WholeQueries is { } queries)
        {
            ReadOnlySpan<int> positions = queries.PositionsOf(block.Start, block.Rows);
            this[BlockRole.LhsQuery].CopyTo(queries.Of(Side.Lhs), positions);
            this[BlockRole.RhsQuery].CopyTo(queries.Of(Side.Rhs), positions);
        }
        else if (block.IsDynamic)
        {
            lhs.Add(this[BlockRole.LhsQuery].Backward());
            rhs.Add(this[BlockRole.RhsQuery].Backward());
        }

        lhs.AddToTable(lr);
        rhs.AddToTable(lr);
    }
}
