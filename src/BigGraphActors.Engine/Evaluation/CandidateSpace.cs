using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>Which entities an edge's ends are ranked among.</summary>
/// <remarks>PBG ranks among the partition of the bucket only. Immutable; read by all threads.</remarks>
internal sealed class CandidateSpace
{
    private readonly Dictionary<(int Type, Side Side), CandidatePart[]> _parts = [];

    /// <summary>Lays the parts of every type and side out in columns.</summary>
    /// <param name="plan">The types.</param>
    /// <param name="partsOf">The partitions of a type on a side; their columns are set here.</param>
    public CandidateSpace(ModelPlan plan, Func<EntityType, Side, IEnumerable<CandidatePart>> partsOf)
    {
        foreach (RelationType relation in plan.Relations)
        {
            _parts[(relation.Lhs.Index, Side.Lhs)] = LayOut(partsOf(relation.Lhs, Side.Lhs));
            _parts[(relation.Rhs.Index, Side.Rhs)] = LayOut(partsOf(relation.Rhs, Side.Rhs));
        }
    }

    /// <summary>The partitions of a type on a side, in the order of their columns.</summary>
    public IReadOnlyList<CandidatePart> PartsOf(EntityType type, Side side) => _parts[(type.Index, side)];

    /// <summary>Candidates of a type on a side.</summary>
    public int CountOf(EntityType type, Side side)
    {
        CandidatePart last = _parts[(type.Index, side)][^1];
        return checked(last.Column + (int)last.Table.RowCount);
    }

    private static CandidatePart[] LayOut(IEnumerable<CandidatePart> parts)
    {
        List<CandidatePart> laidOut = [];
        int column = 0;
        foreach (CandidatePart part in parts)
        {
            laidOut.Add(part with { Column = column });
            column = checked(column + (int)part.Table.RowCount);
        }

        return [.. laidOut];
    }
}
