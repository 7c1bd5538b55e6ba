using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Negatives;

/// <summary>Which negatives the edges of a batch are scored against, and how edges are grouped for it.</summary>
/// <param name="Kind">Batch negatives, uniform negatives, both, or all entities.</param>
/// <param name="BlockRows">Edges of a negative block.</param>
/// <param name="UniformCount">Entities drawn for each block and side.</param>
/// <remarks>
/// PBG: the table in <c>forward_direction_nonbatch / batch</c>, see <c>docs/concepts/negatives.md</c>.
/// </remarks>
internal readonly record struct NegativeScheme(NegativeKind Kind, int BlockRows, int UniformCount)
{
    private const int AllTileFloats = 1 << 22;

    /// <summary>
    /// Edges that are each other's batch negatives; at most <see cref="BlockRows"/>, which share the uniform ones.
    /// </summary>
    public int WindowRows { get; init; }

    /// <summary>Whether uniform negatives are shared by more edges than batch negatives are.</summary>
    public bool HasWindows => Kind == NegativeKind.BatchAndUniform && WindowRows < BlockRows;

    /// <summary>Chooses by relation and settings.</summary>
    /// <param name="relation">The relation type of the batch.</param>
    /// <param name="counts">How many negatives of each kind.</param>
    /// <param name="edges">Edges of the batch, at least 1.</param>
    /// <param name="candidates">Rows of the larger of the two partitions.</param>
    public static NegativeScheme For(RelationType relation, NegativeCounts counts, int edges, long candidates)
    {
        if (relation.AllNegs)
        {
            // Against every entity a block shares nothing but the candidates' encoding, so its extent only bounds
            // the memory of the tile.
            long rows = Math.Clamp(AllTileFloats / Math.Max(candidates, 1), 16, 256);
            return new NegativeScheme(NegativeKind.All, (int)Math.Min(rows, edges), 0);
        }

        if (counts.Batch == 0)
        {
            int shared = counts.EdgesPerDraw ?? counts.Uniform;
            return new NegativeScheme(NegativeKind.Uniform, Math.Min(shared, edges), counts.Uniform);
        }

        int windows = Math.Max(1, ((counts.EdgesPerDraw ?? 1) + counts.Batch - 1) / counts.Batch);
        return new NegativeScheme(
            NegativeKind.BatchAndUniform, (int)Math.Min((long)windows * counts.Batch, edges), counts.Uniform)
        {
            WindowRows = Math.Min(counts.Batch, edges),
        };
    }
}

/// <summary>The candidates of a negative block. PBG: <c>Negatives</c>.</summary>
internal enum NegativeKind
{
    /// <summary>The block's own entities of that side, then uniform draws.</summary>
    BatchAndUniform,

    /// <summary>Uniform draws only; nothing is masked.</summary>
    Uniform,

    /// <summary>Every entity of the partition.</summary>
    All,
}

/// <summary>How many negatives of each kind an edge meets.</summary>
/// <param name="Batch">Edges that share negatives; PBG's <c>num_batch_negs</c>.</param>
/// <param name="Uniform">Entities drawn for each negative block; PBG's <c>num_uniform_negs</c>.</param>
/// <param name="DisableLhs">No corruption of the left-hand side.</param>
/// <param name="DisableRhs">No corruption of the right-hand side.</param>
internal readonly record struct NegativeCounts(int Batch, int Uniform, bool DisableLhs, bool DisableRhs)
{
    /// <summary>
    /// Edges that share a block's uniform draws, rounded up to whole groups of batch negatives; none stands for PBG's
    /// law, by which they are those that share batch negatives.
    /// </summary>
    public int? EdgesPerDraw { get; init; }

    /// <summary>Whether a side is not corrupted.</summary>
    public bool Disables(Side side) => side == Side.Lhs ? DisableLhs : DisableRhs;

    /// <summary>The counts that training uses.</summary>
    public static NegativeCounts ForTraining(RunSettings settings) => new(
        settings.NumBatchNegs, settings.NumUniformNegs, settings.DisableLhsNegs, settings.DisableRhsNegs)
    {
        EdgesPerDraw = settings.UniformBlockEdges,
    };

    /// <summary>The counts of evaluation during training: PBG's <c>eval_*</c> keys, where set.</summary>
    public static NegativeCounts ForHeldOut(RunSettings settings) => new(
        settings.EvalNumBatchNegs ?? 0,
        settings.EvalNumUniformNegs ?? settings.NumUniformNegs,
        settings.DisableLhsNegs,
        settings.DisableRhsNegs);
}

/// <summary>Which negatives the blocks of a batch get, and where they are drawn from.</summary>
/// <param name="Scheme">Kind and extent.</param>
/// <param name="Counts">The counts it was made from, with the disabled sides.</param>
/// <param name="Draw">Draws uniform negatives.</param>
internal readonly record struct BlockPlan(NegativeScheme Scheme, NegativeCounts Counts, NegativeDraw Draw)
{
    /// <summary>Whether uniform draws go through <see cref="UniformPanels"/> and not with the block.</summary>
    public bool StreamsDraws { get; init; }

    /// <summary>Whether a score between two of the block's own entities serves the corruption of either.</summary>
    /// <remarks>
    /// Where queries of their own meet the candidates, the two directions' scores differ. A thousand streamed draws
    /// leave too little to share.
    /// </remarks>
    public bool SharesScores { get; init; }

    /// <summary>Plans a batch.</summary>
    public static BlockPlan For(
        RelationType relation, NegativeCounts counts, int edges, RelationPaths paths, NegativeDraw draw)
    {
        long candidates = Math.Max(paths.Lhs.Table.RowCount, paths.Rhs.Table.RowCount);
        NegativeScheme scheme = NegativeScheme.For(relation, counts, edges, candidates);
        bool hasQueries = paths.LhsQuery is not null;
        return new BlockPlan(scheme, counts, draw)
        {
            SharesScores = scheme is { Kind: NegativeKind.BatchAndUniform, HasWindows: false }
                && counts is { DisableLhs: false, DisableRhs: false } && !hasQueries,
        };
    }

    /// <summary>Negative blocks of a batch.</summary>
    public int BlockCount(int edges) => (edges + Scheme.BlockRows - 1) / Scheme.BlockRows;
}
