using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Updates;

/// <summary>Adagrad with one running sum for each row: the optimiser of embedding tables.</summary>
/// <remarks>PBG: <c>RowAdagrad</c>; the sum grows by the mean over a row of its squared gradients.</remarks>
public static unsafe partial class RowAdagrad
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
                float sum = sums[row] + (RowLoops<TWidth, TVector>.Dot(gradient, gradient, stride) * share);
                float step = -lr / (MathF.Sqrt(sum) + Epsilon);
                RowLoops<TWidth, TVector>.AddScaled(gradient, step, embeddings + (row * stride), stride);
                Volatile.Write(ref sums[row], sum);
            }
        }
    }
}
