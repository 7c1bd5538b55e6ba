using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Checks a slice's edges against the model before any of them is used as an index.</summary>
internal static class EdgeRangeCheck
{
    /// <summary>Checks every edge.</summary>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="plan">Relations and types.</param>
    /// <param name="tables">Tables of the bucket.</param>
    /// <exception cref="EdgeRangeException">At the first edge that does not fit.</exception>
    public static void Check(EdgeSlice edges, ModelPlan plan, BucketTables tables)
    {
        (long Lhs, long Rhs)[] limits = [.. plan.Relations.Select(relation => LimitsOf(relation, tables))];
        ReadOnlySpan<int> lhs = edges.Lhs.AsSpan();
        ReadOnlySpan<int> rhs = edges.Rhs.AsSpan();
        ReadOnlySpan<int> relations = edges.Relation.AsSpan();
        int relationCount = plan.RelationCount;
        for (int edge = 0; edge < lhs.Length; edge++)
        {
            if ((uint)relations[edge] >= (uint)relationCount)
            {
                throw Fault(edges, edge, "relation", relations[edge], relationCount);
            }

            (long Lhs, long Rhs) limit = limits[plan.IsDynamic ? 0 : relations[edge]];
            if (limit.Lhs >= 0 && (ulong)(uint)lhs[edge] >= (ulong)limit.Lhs)
            {
                throw Fault(edges, edge, "left-hand entity", lhs[edge], limit.Lhs);
            }

            if (limit.Rhs >= 0 && (ulong)(uint)rhs[edge] >= (ulong)limit.Rhs)
            {
                throw Fault(edges, edge, "right-hand entity", rhs[edge], limit.Rhs);
            }
        }

        CheckFeatures(edges, Side.Lhs, plan, tables);
        CheckFeatures(edges, Side.Rhs, plan, tables);
    }

    private static (long Lhs, long Rhs) LimitsOf(RelationType relation, BucketTables tables) => (
        relation.Lhs.Featurized ? -1 : tables.TableOf(relation.Lhs, Side.Lhs).RowCount,
        relation.Rhs.Featurized ? -1 : tables.TableOf(relation.Rhs, Side.Rhs).RowCount);

    private static void CheckFeatures(EdgeSlice edges, Side side, ModelPlan plan, BucketTables tables)
    {
        if ((side == Side.Lhs ? edges.LhsFeatures : edges.RhsFeatures) is not { } features)
        {
            return;
        }

        long limit = plan.Relations
            .Select(relation => side == Side.Lhs ? relation.Lhs : relation.Rhs)
            .Where(type => type.Featurized)
            .Select(type => tables.TableOf(type, side).RowCount)
            .DefaultIfEmpty(0)
            .Min();
        foreach (int row in features.Rows.AsSpan())
        {
            if ((ulong)(uint)row >= (ulong)limit)
            {
                throw new EdgeRangeException(
                    $"{edges.Path}: feature {row} does not exist, expected 0 to {limit - 1}");
            }
        }
    }

    private static EdgeRangeException Fault(EdgeSlice edges, int edge, string what, int value, long limit) => new(
        $"{edges.Path}, edge {edges.Start + edge}: {what} {value} does not exist, expected 0 to {limit - 1}. " +
        "Do the edge files and the entity counts come from the same import?");
}

/// <summary>An edge names a row or relation that does not exist.</summary>
public sealed class EdgeRangeException : Exception
{
    /// <summary>Says which edge.</summary>
    /// <param name="message">File, edge, side, value and limit.</param>
    public EdgeRangeException(string message)
        : base(message)
    {
    }
}
