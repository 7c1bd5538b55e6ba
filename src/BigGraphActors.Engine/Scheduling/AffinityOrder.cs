using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Scheduling;

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
        Take(current);
        while (_left.Count > 0)
        {
            if (_left.Contains(current.Transposed))
            {
                Take(current.Transposed);
                if (_left.Count == 0)
                {
                    break;
                }
            }

            current = Next(current);
            Take(current);
        }

        return order;

        void Take(Bucket bucket)
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
