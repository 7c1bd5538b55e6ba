using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>Which entities an edge's ends are ranked among.</summary>
/// <remarks>PBG ranks among the partition of the bucket only. Immutable; read by all threads.</remarks>
internal sealed class CandidateSpace
{
    private readonly Dictionary<(int Relation, Side Side), CandidatePart[]> _parts = [];

    /// <summary>Lays the parts of every relation's sides out in columns.</summary>
    /// <param name="plan">The relations.</param>
    /// <param name="partsOf">The partitions of a relation's type on a side; their columns are set here.</param>
    public CandidateSpace(ModelPlan plan, Func<RelationType, Side, IEnumerable<CandidatePart>> partsOf)
    {
        foreach (RelationType relation in plan.Relations)
        {
            _parts[(relation.Index, Side.Lhs)] = LayOut(partsOf(relation, Side.Lhs));
            _parts[(relation.Index, Side.Rhs)] = LayOut(partsOf(relation, Side.Rhs));
        }
    }

    /// <summary>The partitions on a side, in the order of their columns.</summary>
    public IReadOnlyList<CandidatePart> PartsOf(RelationType relation, Side side) => _parts[(relation.Index, side)];

    /// <summary>Candidates on a side.</summary>
    public int CountOf(RelationType relation, Side side)
    {
        CandidatePart last = _parts[(relation.Index, side)][^1];
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
