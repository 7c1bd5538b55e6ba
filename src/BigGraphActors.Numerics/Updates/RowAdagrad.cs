using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Updates;

/// <summary>Adagrad with one running sum for each row: the optimiser of embedding tables.</summary>
/// <remarks>PBG: <c>RowAdagrad</c>; the sum grows by the mean over a row of its squared gradients.</remarks>
public static unsafe class RowAdagrad
{
    /// <summary>PBG: added to the root, not under it.</summary>
    private const float Epsilon = 1e-10f;

    /// <summary>
    /// For each row: <c>sum += mean(g²)</c>, then <c>row -= lr * g / (sqrt(sum) + 1e-10)</c>.
    /// </summary>
    /// <param name="table">The vectors that are stepped.</param>
    /// <param name="sums">One number for each row of the table; dim and stride 1.</param>
    /// <param name="rows">Distinct rows. Not checked against the table in release builds.</param>
    /// <param name="gradients"><c>[rows.Length × table.Stride]</c>, padding zero: all uses of a row summed up.</param>
    /// <param name="lr">Learning rate.</param>
    /// <exception cref="ArgumentException">
    /// When the gradients are too few or the stride is no multiple of 16.
    /// </exception>
    /// <remarks>
    /// The mean is over <see cref="RowTable.Dim"/>, not over the padding. A gradient of zeros changes nothing.
    /// Race: two threads may update one row at once. Each divides by the sum it has just computed itself, and either
    /// sum may be the one that stays; a lost update costs one step of one row, as PBG's HOGWILD accepts. A sum is
    /// written behind its row: who reads a sum, then the row, and finds neither changed later, has the whole step.
    /// </remarks>
    public static void Update(
        RowTable table, RowTable sums, ReadOnlySpan<int> rows, ReadOnlySpan<float> gradients, float lr)
    {
        Shapes.Table(table);
        Shapes.Block(gradients, rows.Length, table.Stride);
        Shapes.Indices(rows, Math.Min(table.RowCount, sums.RowCount));
        fixed (int* rowsStart = rows)
        fixed (float* gradientsStart = gradients)
        {
            var kernel = new Kernel(table, (float*)sums.Address, rowsStart, rows.Length, gradientsStart, lr);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>
    /// Sums the gradients of rows over the uses of a batch, and steps each row with its last use.
    /// </summary>
    /// <param name="table">The vectors that are stepped.</param>
    /// <param name="sums">One number for each row of the table; dim and stride 1.</param>
    /// <param name="rows">The row of each use, repeats allowed. Not checked in release builds.</param>
    /// <param name="gradients"><c>[rows.Length × table.Stride]</c>, padding zero; overwritten.</param>
    /// <param name="uses">Counts and sums of the batch. Its indices are not checked in release builds.</param>
    /// <param name="places">Accumulators taken so far; advanced.</param>
    /// <param name="lr">Learning rate.</param>
    /// <exception cref="ArgumentException">
    /// When the gradients are too few or the stride is no multiple of 16.
    /// </exception>
    /// <remarks>
    /// The same numbers as summing all uses first and then calling the other form, since sums are taken in order of
    /// the uses, and no use of a row is left that could see it changed. Most rows have one use: their gradients are
    /// consumed while they and the row are still in the cache, and never stored beyond the block. An accumulator that
    /// was used up is the next to be taken: it is still in the cache, and few are needed at a time.
    /// </remarks>
    public static void Update(
        RowTable table, RowTable sums, ReadOnlySpan<int> rows, Span<float> gradients, RowUseCounts uses,
        ref PlaceCounts places, float lr)
    {
        Shapes.Table(table);
        Shapes.Block(gradients, rows.Length, table.Stride);
        Shapes.Indices(rows, Math.Min(table.RowCount, sums.RowCount));
        Shapes.AtLeast(uses.Slots, rows.Length);
        Shapes.Indices(uses.Slots[..rows.Length], Math.Min(uses.Remaining.Length, uses.Places.Length));
        PlaceCounts counts = places;
        fixed (int* rowsStart = rows, slots = uses.Slots, remaining = uses.Remaining, placeOf = uses.Places)
        fixed (float* gradientsStart = gradients, accumulators = uses.Accumulators)
        fixed (int* free = uses.Free)
        {
            var kernel = new UseKernel(
                table, (float*)sums.Address, rowsStart, rows.Length, gradientsStart, lr, slots, remaining, placeOf,
                accumulators, free, &counts);
            VectorWidth.Run(ref kernel);
        }

        places = counts;
    }

    /// <summary>The step of one row. The sum is written behind the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TWidth, TVector>(
        float* gradient, int stride, float share, float lr, float* sum, float* row)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float grown = *sum + (RowLoops<TWidth, TVector>.Dot(gradient, gradient, stride) * share);
        float step = -lr / (MathF.Sqrt(grown) + Epsilon);
        RowLoops<TWidth, TVector>.AddScaled(gradient, step, row, stride);
        Volatile.Write(ref *sum, grown);
    }

    private readonly struct Kernel(
        RowTable table, float* sums, int* rows, int count, float* gradients, float lr) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int stride = table.Stride;
            float* embeddings = (float*)table.Address;
            float* gradient = gradients;
            float share = 1f / table.Dim;
            for (int i = 0; i < count; i++, gradient += stride)
            {
                nint row = rows[i];
                Step<TWidth, TVector>(gradient, stride, share, lr, sums + row, embeddings + (row * stride));
            }
        }
    }

    private readonly struct UseKernel(
        RowTable table, float* sums, int* rows, int count, float* gradients, float lr, int* slots, int* remaining,
        int* places, float* accumulators, int* free, PlaceCounts* counts) : IVectorKernel
    {
        /// <summary>Uses between a prefetch and the read.</summary>
        private const int Ahead = 4;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int stride = table.Stride;
            float share = 1f / table.Dim;
            int prefetched = table.IsNear ? 0 : count - Ahead;
            float* gradient = gradients;
            for (int i = 0; i < count; i++, gradient += stride)
            {
                if (i < prefetched)
                {
                    Prefetch(i + Ahead, stride);
                }

                int slot = slots[i];
                int left = --remaining[slot];
                int place = places[slot];
                if (place >= 0)
                {
                    // Sums are taken in order of the uses: what is added to does not change the result.
                    float* sum = accumulators + ((nint)place * stride);
                    RowLoops<TWidth, TVector>.Add(left > 0 ? gradient : sum, left > 0 ? sum : gradient, stride);
                }
                else if (left > 0)
                {
                    place = TakePlace();
                    places[slot] = place;
                    RowLoops<TWidth, TVector>.Copy(gradient, accumulators + ((nint)place * stride), stride);
                }

                if (left == 0)
                {
                    if (place >= 0)
                    {
                        free[counts->Free++] = place;
                    }

                    float* row = (float*)table.Address + ((nint)rows[i] * stride);
                    Step<TWidth, TVector>(gradient, stride, share, lr, sums + rows[i], row);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int TakePlace() => counts->Free > 0 ? free[--counts->Free] : counts->Taken++;

        /// <summary>Prefetches what a later use reads: its row or its sum, which may have left the cache.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Prefetch(int use, int stride)
        {
            int place = places[slots[use]];
            if (place >= 0)
            {
                RowBlocks.PrefetchRow(accumulators + ((nint)place * stride), stride);
            }

            if (remaining[slots[use]] == 1)
            {
                RowBlocks.PrefetchRow((float*)table.Address + ((nint)rows[use] * stride), stride);
                RowBlocks.PrefetchRow(sums + rows[use], 1);
            }
        }
    }
}

/// <summary>Where the gradients of a batch's rows stand, while the batch is worked through.</summary>
/// <param name="slots"><c>[uses]</c>: the slot of each use that is added now.</param>
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

    /// <summary>Uses of each slot still to come, those added now included, <c>[slots]</c>.</summary>
    public Span<int> Remaining { get; } = remaining;

    /// <summary>The accumulator of each slot, or -1, <c>[slots]</c>.</summary>
    public Span<int> Places { get; } = places;

    /// <summary>Sums of rows that wait for more uses.</summary>
    public Span<float> Accumulators { get; } = accumulators;

    /// <summary>Accumulators that were used up, the last one on top.</summary>
    public Span<int> Free { get; } = free;
}

/// <summary>How many accumulators of a batch are taken.</summary>
/// <param name="Taken">Ever taken: the first that are not are behind them.</param>
/// <param name="Free">Of these, used up since.</param>
public record struct PlaceCounts(int Taken, int Free);
