using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Updates;

/// <summary>Adagrad with one running sum for each number: the optimiser of relation parameters.</summary>
/// <remarks>PBG: <c>AsyncAdagrad</c>, used for operators and global embeddings.</remarks>
public static unsafe class Adagrad
{
    /// <summary>Element by element: <c>sum += g²</c>, then <c>p -= lr * g / (sqrt(sum) + 1e-10)</c>.</summary>
    /// <param name="parameters">Updated in place; any length.</param>
    /// <param name="sums">As long as the parameters, updated in place.</param>
    /// <param name="gradients">As long as the parameters; a zero leaves its parameter and sum unchanged.</param>
    /// <param name="lr">Learning rate.</param>
    /// <exception cref="ArgumentException">When sums or gradients are fewer than the parameters.</exception>
    /// <remarks>
    /// Race: several threads may update the same parameters; each divides by its own sum, and a lost update is
    /// accepted, as in PBG.
    /// </remarks>
    public static void Update(Span<float> parameters, Span<float> sums, ReadOnlySpan<float> gradients, float lr)
    {
        Shapes.AtLeast<float>(sums, parameters.Length);
        Shapes.AtLeast(gradients, parameters.Length);
        fixed (float* parametersStart = parameters, sumsStart = sums, gradientsStart = gradients)
        {
            var kernel = new Kernel(parametersStart, sumsStart, gradientsStart, parameters.Length, lr);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct Kernel(float* parameters, float* sums, float* gradients, int count, float lr)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = count - (count % TWidth.Count);
            Part<TWidth, TVector>(0, whole);
            Part<WidthScalar, float>(whole, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Part<TWidth, TVector>(int first, int end)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector rate = TWidth.Broadcast(lr);
            for (nint i = first; i < end; i += TWidth.Count)
            {
                TVector gradient = TWidth.Load(gradients + i);
                TVector sum = TWidth.MultiplyAdd(gradient, gradient, TWidth.Load(sums + i));
                TWidth.Store(sum, sums + i);
                TVector step = AdagradStep<TWidth, TVector>.Of(rate, gradient, sum);
                TWidth.Store(TWidth.Subtract(TWidth.Load(parameters + i), step), parameters + i);
            }
        }
    }
}
