using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Scheduling;

/// <summary>The order in which one machine visits the buckets of a pass.</summary>
/// <remarks>
/// PBG: <c>create_buckets_ordered_lexicographically</c> and <c>order_buckets_*</c>. Every bucket once.
/// </remarks>
public static class BucketOrders
{
    /// <summary>Every bucket, left-hand partition outside.</summary>
    public static IReadOnlyList<Bucket> Lexicographic(int lhsPartitions, int rhsPartitions) =>
    [
        .. Enumerable.Range(0, lhsPartitions)
            .SelectMany(lhs => Enumerable.Range(0, rhsPartitions).Select(rhs => new Bucket(lhs, rhs))),
    ];

    /// <summary>Orders the buckets of a pass.</summary>
    /// <param name="order">The value of <c>bucket_order</c>.</param>
    /// <param name="lhsPartitions">Extent on the left-hand side, at least 1.</param>
    /// <param name="rhsPartitions">Extent on the right-hand side, at least 1.</param>
    /// <param name="pick">A uniform number in <c>[0, n)</c>.</param>
    public static IReadOnlyList<Bucket> Create(
        BucketOrder order, int lhsPartitions, int rhsPartitions, Func<int, int> pick)
    {
        switch (order)
        {
            case BucketOrder.Random:
                List<Bucket> all = [.. Lexicographic(lhsPartitions, rhsPartitions)];
                Shuffle(all, pick);
                return all;
            case BucketOrder.Affinity:
                return new AffinityOrder(lhsPartitions, rhsPartitions, pick).Create();
            default:
                IEnumerable<int> layers = Enumerable.Range(0, Math.Min(lhsPartitions, rhsPartitions));
                return
                [
                    .. (order == BucketOrder.InsideOut ? layers.Reverse() : layers)
                        .SelectMany(layer => Layer(layer, lhsPartitions, rhsPartitions, pick)),
                ];
        }
    }

    internal static void Shuffle<T>(IList<T> values, Func<int, int> pick)
    {
        for (int i = values.Count - 1; i > 0; i--)
        {
            int j = pick(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The buckets whose lower partition is <paramref name="layer"/>, each beside its transpose.</summary>
    private static IEnumerable<Bucket> Layer(int layer, int lhsPartitions, int rhsPartitions, Func<int, int> pick)
    {
        List<List<Bucket>> groups = [[new Bucket(layer, layer)]];
        for (int other = layer + 1; other < Math.Max(lhsPartitions, rhsPartitions); other++)
        {
            List<Bucket> pair = [];
            if (other < lhsPartitions)
            {
                pair.Add(new Bucket(other, layer));
            }

            if (other < rhsPartitions)
            {
                pair.Add(new Bucket(layer, other));
            }

            Shuffle(pair, pick);
            groups.Add(pair);
        }

        Shuffle(groups, pick);
        return groups.SelectMany(group => group);
    }
}
