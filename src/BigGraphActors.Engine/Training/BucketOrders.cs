using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Training;

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

/// <summary>An order in which a bucket shares a partition with the one before, where one is left.</summary>
/// <remarks>
/// Start anywhere. Then, again and again: the transpose of the current bucket if it is left; then a bucket from the
/// lists of the current one's two partitions, each list chosen in proportion to its length; when both are used up,
/// any bucket. PBG: <c>order_buckets_by_affinity</c>.
/// </remarks>
internal sealed class AffinityOrder
{
    private readonly Func<int, int> _pick;
    private readonly List<Bucket> _all;
    private readonly List<Bucket>[] _byPartition;
    private readonly HashSet<Bucket> _left;

    public AffinityOrder(int lhsPartitions, int rhsPartitions, Func<int, int> pick)
    {
        _pick = pick;
        _all = [.. BucketOrders.Lexicographic(lhsPartitions, rhsPartitions)];
        _left = [.. _all];
        _byPartition = [.. Enumerable.Range(0, Math.Max(lhsPartitions, rhsPartitions)).Select(_ => new List<Bucket>())];
        foreach (Bucket bucket in _all)
        {
            _byPartition[bucket.Lhs].Add(bucket);
            _byPartition[bucket.Rhs].Add(bucket);
        }

        BucketOrders.Shuffle(_all, pick);
        Array.ForEach(_byPartition, list => BucketOrders.Shuffle(list, pick));
    }

    public IReadOnlyList<Bucket> Create()
    {
        List<Bucket> order = [];
        Bucket current = Pop(_all);
        Visit(current);
        while (_left.Count > 0)
        {
            if (_left.Contains(current.Transposed))
            {
                Visit(current.Transposed);
                if (_left.Count == 0)
                {
                    break;
                }
            }

            current = Next(current);
            Visit(current);
        }

        return order;

        void Visit(Bucket bucket)
        {
            order.Add(bucket);
            _left.Remove(bucket);
        }
    }

    private static Bucket Pop(List<Bucket> list)
    {
        Bucket last = list[^1];
        list.RemoveAt(list.Count - 1);
        return last;
    }

    private Bucket Next(Bucket current)
    {
        List<Bucket> lhs = _byPartition[current.Lhs];
        List<Bucket> rhs = _byPartition[current.Rhs];
        while (lhs.Count + rhs.Count > 0)
        {
            Bucket candidate = Pop(_pick(lhs.Count + rhs.Count) < lhs.Count ? lhs : rhs);
            if (_left.Contains(candidate))
            {
                return candidate;
            }
        }

        while (true)
        {
            Bucket candidate = Pop(_all);
            if (_left.Contains(candidate))
            {
                return candidate;
            }
        }
    }
}
