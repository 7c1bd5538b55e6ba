using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns a run of sorted edges with bags into edges with lists of features.</summary>
internal sealed class FeaturedEdges(GraphVocabulary names, GraphNumbering numbering)
{
    /// <summary>PBG: the row of a side that is featurised.</summary>
    private const int NoRow = -1;

    /// <summary>Whether any type of the graph is featurised.</summary>
    public bool AreThere => Array.Exists(names.Bags, bags => bags is not null);

    /// <summary>Makes a slice of a run; the caller disposes it.</summary>
    public EdgeSlice Of(SortedRun run)
    {
        bool isWeighted = !run.Weight.IsEmpty;
        EdgeSlice slice = new(run.Count, isWeighted);
        run.Relation.CopyTo(slice.Relation.AsSpan());
        if (isWeighted)
        {
            run.Weight.CopyTo(slice.Weight!.AsSpan());
        }

        slice.LhsFeatures = Fill(run.Lhs, run.Relation, slice.Lhs.AsSpan(), names.LhsTypeOf);
        slice.RhsFeatures = Fill(run.Rhs, run.Relation, slice.Rhs.AsSpan(), names.RhsTypeOf);
        return slice;
    }

    private FeatureLists? Fill(
        ReadOnlySpan<int> numbers, ReadOnlySpan<int> relations, Span<int> rows, Func<int, int> typeOf)
    {
        List<int> offsets = new(numbers.Length + 1) { 0 };
        List<int> features = [];
        bool hasAny = false;
        for (int edge = 0; edge < numbers.Length; edge++)
        {
            int type = typeOf(relations[edge]);
            rows[edge] = numbers[edge];
            if (names.Bags[type] is { } bags)
            {
                rows[edge] = NoRow;
                hasAny = true;
                bags.AddRowsTo(features, numbers[edge], numbering.Entities[type]);
            }

            offsets.Add(features.Count);
        }

        return hasAny ? FeatureBags.Lists(offsets, features) : null;
    }
}
