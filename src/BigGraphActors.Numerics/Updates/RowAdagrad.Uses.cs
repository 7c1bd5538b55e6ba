using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Updates;

/// <summary>The step of each row as soon as the last of its gradients is there.</summary>
public static unsafe partial class RowAdagrad
{
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

    private readonly struct UseKernel(
        RowTable table, float* sums, int* rows, int count, float* gradients, float lr, int* slots, int* remaining,
        int* places, float* accumulators, int* free, PlaceCounts* counts) : IVectorKernel
    {
        /// <summary>Uses between asking for memory and reading it.</summary>
        private const int Ahead = 4;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int stride = table.Stride;
            float share = 1f / table.Dim;
            int asked = table.IsNear ? 0 : count - Ahead;
            float* gradient = gradients;
            for (int i = 0; i < count; i++, gradient += stride)
            {
                if (i < asked)
                {
                    Ask(i + Ahead, stride);
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
                    Step<TWidth, TVector>(gradient, stride, share, sums + rows[i], row);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int TakePlace() => counts->Free > 0 ? free[--counts->Free] : counts->Taken++;

        /// <summary>Asks for what a coming use will read: its row or its sum, which may have left the cache.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Ask(int use, int stride)
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Step<TWidth, TVector>(float* gradient, int stride, float share, float* sum, float* row)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float grown = *sum + (RowLoops<TWidth, TVector>.Dot(gradient, gradient, stride) * share);
            float step = -lr / (MathF.Sqrt(grown) + Epsilon);
            RowLoops<TWidth, TVector>.AddScaled(gradient, step, row, stride);
            Volatile.Write(ref *sum, grown);
        }
    }
}
