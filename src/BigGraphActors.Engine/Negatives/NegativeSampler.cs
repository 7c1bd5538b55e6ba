using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Negatives;

/// <summary>Draws one thread's uniform negatives: each row as likely, or by its degree.</summary>
internal sealed class NegativeSampler(RandomStream random, DegreeSampler? sampler)
{
    private int[] _tosses = [];
    private RelationType? _relation;

    /// <summary>Says which relation the next batch has.</summary>
    public void TurnTo(RelationType relation) => _relation = relation;

    /// <summary>Draws rows with replacement. See <see cref="NegativeDraw"/>.</summary>
    public void Fill(Side side, int block, long rowCount, Span<int> destination)
    {
        if (sampler is null)
        {
            random.Fill(side, block, rowCount, destination);
            return;
        }

        if (_tosses.Length < destination.Length)
        {
            _tosses = new int[destination.Length];
        }

        Span<int> tosses = _tosses.AsSpan(0, destination.Length);
        random.Fill(side, block, sampler.SlotsOf(_relation!, side), destination);
        random.Fill(side, block, DegreeSampler.One, tosses);
        sampler.Resolve(_relation!, side, tosses, destination);
    }
}

/// <summary>Fills in the entities that a negative block is scored against on one side.</summary>
/// <param name="side">Side that is corrupted.</param>
/// <param name="block">Negative block of the batch, from 0.</param>
/// <param name="rowCount">Rows of the partition to draw from, at least 1.</param>
/// <param name="destination">Overwritten with rows in <c>[0, rowCount)</c>.</param>
internal delegate void NegativeDraw(Side side, int block, long rowCount, Span<int> destination);

/// <summary>Draws entities in proportion to a power of their degree in one bucket's slice.</summary>
/// <remarks>
/// The degree of a row is the number of edges that have it on that side, over all relations with its type there.
/// Walker's alias method: a draw is one row and one toss. Immutable once built; read by all threads.
/// </remarks>
internal sealed class DegreeSampler
{
    /// <summary>A slot's own row is taken when a toss is below its share of this.</summary>
    public const int One = 1 << 30;

    private readonly Dictionary<(int Type, Side Side), Table> _tables = [];

    /// <summary>Counts a slice's edges.</summary>
    /// <param name="plan">Types and relations; none featurised.</param>
    /// <param name="edges">At least one edge.</param>
    /// <param name="rowsOf">Rows of a type on a side of the bucket.</param>
    public DegreeSampler(ModelPlan plan, EdgeSlice edges, Func<EntityType, Side, long> rowsOf)
    {
        Dictionary<(int, Side), int[]> degrees = [];
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Lhs, Side.Rhs])
        {
            ReadOnlySpan<int> rows = (side == Side.Lhs ? edges.Lhs : edges.Rhs).AsSpan();
            ReadOnlySpan<int> relations = edges.Relation.AsSpan();
            for (int edge = 0; edge < rows.Length; edge++)
            {
                EntityType type = TypeOf(plan.RelationOf(relations[edge]), side);
                if (!degrees.TryGetValue((type.Index, side), out int[]? counts))
                {
                    counts = new int[rowsOf(type, side)];
                    degrees.Add((type.Index, side), counts);
                }

                counts[rows[edge]]++;
            }
        }

        foreach (((int, Side) key, int[] counts) in degrees)
        {
            _tables.Add(key, Table.Of(counts, plan.Settings.NegativePower));
        }
    }

    /// <summary>Rows that can be drawn on a side of a relation: slots of its alias table.</summary>
    /// <param name="relation">A relation of which the slice has edges.</param>
    /// <param name="side">The corrupted side.</param>
    public int SlotsOf(RelationType relation, Side side) => TableOf(relation, side).Rows.Length;

    /// <summary>Turns uniform draws into draws by degree.</summary>
    /// <param name="relation">As for <see cref="SlotsOf"/>.</param>
    /// <param name="side">The corrupted side.</param>
    /// <param name="tosses">As many uniform numbers below <see cref="One"/>.</param>
    /// <param name="draws">Uniform slots; overwritten with rows.</param>
    public void Resolve(RelationType relation, Side side, ReadOnlySpan<int> tosses, Span<int> draws)
    {
        Table table = TableOf(relation, side);
        for (int i = 0; i < draws.Length; i++)
        {
            int slot = draws[i];
            draws[i] = tosses[i] < table.Keep[slot] ? table.Rows[slot] : table.Alias[slot];
        }
    }

    private Table TableOf(RelationType relation, Side side) =>
        _tables[(TypeOf(relation, side).Index, side)];

    private static EntityType TypeOf(RelationType relation, Side side) =>
        side == Side.Lhs ? relation.Lhs : relation.Rhs;

    /// <summary>An alias table over the rows that have edges.</summary>
    private sealed record Table(int[] Rows, int[] Keep, int[] Alias)
    {
        public static Table Of(int[] degrees, double power)
        {
            int[] rows = [.. Enumerable.Range(0, degrees.Length).Where(row => degrees[row] > 0)];
            double[] shares = [.. rows.Select(row => Math.Pow(degrees[row], power))];
            double mean = shares.Sum() / shares.Length;
            Table table = new(rows, new int[rows.Length], new int[rows.Length]);
            Stack<int> small = [];
            Stack<int> large = [];
            for (int slot = 0; slot < rows.Length; slot++)
            {
                shares[slot] /= mean;
                (shares[slot] < 1 ? small : large).Push(slot);
            }

            while (small.Count > 0 && large.Count > 0)
            {
                int under = small.Pop();
                int over = large.Peek();
                table.Keep[under] = (int)(shares[under] * One);
                table.Alias[under] = rows[over];
                shares[over] -= 1 - shares[under];
                if (shares[over] < 1)
                {
                    small.Push(large.Pop());
                }
            }

            // What is left over is 1 but for rounding.
            foreach (int slot in small.Concat(large))
            {
                table.Keep[slot] = One;
                table.Alias[slot] = rows[slot];
            }

            return table;
        }
    }
}
