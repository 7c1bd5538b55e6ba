using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Batching;

/// <summary>Which negatives the edges of a batch are scored against, and how edges are grouped for it.</summary>
/// <param name="Kind">Which candidates.</param>
/// <param name="BlockRows">Edges of a negative block.</param>
/// <param name="UniformCount">Entities drawn for each block and side.</param>
/// <remarks>
/// PBG: the table in <c>forward_direction_nonbatch / batch</c>, see <c>docs/concepts/negatives.md</c>.
/// </remarks>
internal readonly record struct NegativeScheme(NegativeKind Kind, int BlockRows, int UniformCount)
{
    private const int AllTileFloats = 1 << 22;

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

        return counts.Batch == 0
            ? new NegativeScheme(NegativeKind.Uniform, Math.Min(counts.Uniform, edges), counts.Uniform)
            : new NegativeScheme(NegativeKind.BatchAndUniform, Math.Min(counts.Batch, edges), counts.Uniform);
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
    /// <summary>Whether a side is not corrupted.</summary>
    public bool Disables(Side side) => side == Side.Lhs ? DisableLhs : DisableRhs;

    /// <summary>The counts that training uses.</summary>
    public static NegativeCounts ForTraining(RunSettings settings) => new(
        settings.NumBatchNegs, settings.NumUniformNegs, settings.DisableLhsNegs, settings.DisableRhsNegs);

    /// <summary>The counts of evaluation during training: PBG's <c>eval_*</c> keys, where set.</summary>
    public static NegativeCounts ForHeldOut(RunSettings settings) => new(
        settings.EvalNumBatchNegs ?? 0,
        settings.EvalNumUniformNegs ?? settings.NumUniformNegs,
        settings.DisableLhsNegs,
        settings.DisableRhsNegs);
}
