using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Negatives;

/// <summary>The uniform negatives of all blocks of a batch, drawn before the first of them is trained.</summary>
/// <remarks>Drawn block by block, left side first. Knowing them early lets a block's rows be prefetched.</remarks>
internal sealed class BatchNegatives
{
    private int[] _lhs = [];
    private int[] _rhs = [];
    private int _lhsCount;
    private int _rhsCount;

    /// <summary>Which negatives the batch has.</summary>
    public NegativeScheme Scheme { get; private set; }

    /// <summary>Whether draws go through <see cref="UniformPanels"/>, which adds their gradients.</summary>
    public bool AreStreamed { get; private set; }

    /// <summary>Draws for every block of a batch.</summary>
    /// <param name="plan">How many negatives each block gets, and of which kind.</param>
    /// <param name="edges">Edges of the batch.</param>
    /// <param name="relation">Their relation type.</param>
    /// <param name="paths">The relation's tables.</param>
    public void Draw(BlockPlan plan, int edges, RelationType relation, RelationPaths paths)
    {
        Scheme = plan.Scheme;
        AreStreamed = plan.StreamsDraws;
        _lhsCount = relation.Lhs.Featurized || plan.Counts.DisableLhs ? 0 : Scheme.UniformCount;
        _rhsCount = relation.Rhs.Featurized || plan.Counts.DisableRhs ? 0 : Scheme.UniformCount;
        int blocks = plan.BlockCount(edges);
        Grow(ref _lhs, blocks * _lhsCount);
        Grow(ref _rhs, blocks * _rhsCount);
        for (int block = 0; block < blocks; block++)
        {
            if (_lhsCount > 0)
            {
                plan.Draw(Side.Lhs, block, paths.Lhs.Table.RowCount, _lhs.AsSpan(block * _lhsCount, _lhsCount));
            }

            if (_rhsCount > 0)
            {
                plan.Draw(Side.Rhs, block, paths.Rhs.Table.RowCount, _rhs.AsSpan(block * _rhsCount, _rhsCount));
            }
        }
    }

    /// <summary>Draws of each block on a side.</summary>
    public int CountOf(Side side) => side == Side.Lhs ? _lhsCount : _rhsCount;

    /// <summary>The draws of one block on a side.</summary>
    public ReadOnlySpan<int> Of(Side side, int block) => side == Side.Lhs
        ? _lhs.AsSpan(block * _lhsCount, _lhsCount)
        : _rhs.AsSpan(block * _rhsCount, _rhsCount);

    /// <summary>The draws of one block on a side that are encoded with it: all, or none where they are streamed.
    /// </summary>
    public ReadOnlySpan<int> InBlock(Side side, int block) => AreStreamed ? [] : Of(side, block);

    /// <summary>The draws of one block on a side that are streamed.</summary>
    public ReadOnlySpan<int> Streamed(Side side, int block) => AreStreamed ? Of(side, block) : [];

    /// <summary>Announces which rows the blocks will use, in the order in which their gradients are added.</summary>
    /// <param name="batch">The batch that was drawn for.</param>
    /// <param name="paths">The relation's tables.</param>
    /// <param name="queries">Theirs are added last, if they were made.</param>
    public void RegisterUses(EdgeBatch batch, RelationPaths paths, MatrixQueries queries)
    {
        RowUses lhs = paths.Lhs.TableUses;
        RowUses rhs = paths.Rhs.TableUses;
        lhs.Begin();
        rhs.Begin();
        int rows = Scheme.BlockRows;
        for (int start = 0, block = 0; start < batch.Count; start += rows, block++)
        {
            int count = Math.Min(rows, batch.Count - start);
            if (AreStreamed)
            {
                lhs.Register(Of(Side.Lhs, block));
                rhs.Register(Of(Side.Rhs, block));
                lhs.Register(batch.Lhs.Slice(start, count));
                rhs.Register(batch.Rhs.Slice(start, count));
                continue;
            }

            lhs.Register(batch.Lhs.Slice(start, count));
            lhs.Register(Of(Side.Lhs, block));
            rhs.Register(batch.Rhs.Slice(start, count));
            rhs.Register(Of(Side.Rhs, block));
        }

        if (queries.AreMade)
        {
            lhs.Register(queries.Of(Side.Lhs).Batch.Ids);
            rhs.Register(queries.Of(Side.Rhs).Batch.Ids);
        }

        lhs.EndRegistration();
        rhs.EndRegistration();
    }

    private static void Grow(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            array = new int[length];
        }
    }
}
