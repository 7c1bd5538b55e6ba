namespace BigGraphActors.Engine.Batching;

/// <summary>Counts that can be changed and searched by their running sum in logarithmic time.</summary>
/// <remarks>Fenwick, "A new data structure for cumulative frequency tables", 1994.</remarks>
internal sealed class FenwickTree(int length)
{
    private readonly long[] _sums = new long[length + 1];

    /// <summary>Adds to one count.</summary>
    public void Add(int index, long amount)
    {
        for (int node = index + 1; node < _sums.Length; node += node & -node)
        {
            _sums[node] += amount;
        }
    }

    /// <summary>The index whose counts cover position <paramref name="target"/> of the running sum.</summary>
    /// <param name="target">From 0 to the sum of all counts less one.</param>
    public int Find(long target)
    {
        int position = 0;
        for (int step = HighestPowerOfTwo(_sums.Length - 1); step > 0; step >>= 1)
        {
            int node = position + step;
            if (node < _sums.Length && _sums[node] <= target)
            {
                target -= _sums[node];
                position = node;
            }
        }

        return position;
    }

    private static int HighestPowerOfTwo(int value) =>
        value == 0 ? 0 : 1 << System.Numerics.BitOperations.Log2((uint)value);
}
