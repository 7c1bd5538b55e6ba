namespace BigGraphActors.Numerics.Updates;

/// <summary>Where the gradients of a batch's rows stand, while the batch is worked through.</summary>
/// <param name="slots"><c>[uses]</c>: the slot of each use that is handed in now.</param>
/// <param name="remaining"><c>[slots]</c>: uses of each row still to come in the batch; counted down.</param>
/// <param name="places">
/// <c>[slots]</c>: which row of <paramref name="accumulators"/> holds what was summed so far, or -1 for nothing yet.
/// </param>
/// <param name="accumulators">Rows as wide as the table's, one for each slot of several uses; need not be zero.</param>
/// <param name="free">Room for a number for each of these rows.</param>
public readonly ref struct RowUseCounts(
    ReadOnlySpan<int> slots, Span<int> remaining, Span<int> places, Span<float> accumulators, Span<int> free)
{
    /// <summary>The slot of each use, <c>[uses]</c>.</summary>
    public ReadOnlySpan<int> Slots { get; } = slots;

    /// <summary>Uses of each slot still to come, those handed in now included, <c>[slots]</c>.</summary>
    public Span<int> Remaining { get; } = remaining;

    /// <summary>The accumulator of each slot, or -1, <c>[slots]</c>.</summary>
    public Span<int> Places { get; } = places;

    /// <summary>Sums of rows that wait for more uses.</summary>
    public Span<float> Accumulators { get; } = accumulators;

    /// <summary>Accumulators that were used up, the last one on top.</summary>
    public Span<int> Free { get; } = free;
}
