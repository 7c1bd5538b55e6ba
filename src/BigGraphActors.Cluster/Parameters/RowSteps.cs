using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Which rows of a table have stepped since they were last looked at, by their Adagrad sums.</summary>
/// <remarks>
/// A step raises its row's sum, after the row: what was read of a row whose sum is still the same was the row of now.
/// What changes a row and not its sum, a step too small for the sum to show it (some 1e-5 of the learning rate) or
/// <c>max_norm</c>, goes unseen until every row is looked at. Used by one thread.
/// </remarks>
/// <param name="sums">The table's; must outlive this.</param>
internal sealed class RowSteps(NativeBuffer<float> sums)
{
    // No sum is below zero: every row counts as gone on at first.
    private readonly float[] _seen = [.. Enumerable.Repeat(-1f, checked((int)sums.Length))];

    /// <summary>Whether a row has stepped since this was last asked; ask before the row is read.</summary>
    public bool HaveGoneOn(long row)
    {
        float sum = Volatile.Read(ref sums[row]);
        bool haveGoneOn = BitConverter.SingleToInt32Bits(sum) != BitConverter.SingleToInt32Bits(_seen[row]);
        _seen[row] = sum;
        return haveGoneOn;
    }
}
