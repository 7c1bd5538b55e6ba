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

/// <summary>The step of Adagrad, a vector of elements at a time.</summary>
internal static class AdagradStep<TWidth, TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
{
    /// <summary>PBG: added to the root, not under it.</summary>
    private const float Epsilon = 1e-10f;

    /// <summary>Under which a sum counts as this: its root is far below the epsilon.</summary>
    private const float SmallestSum = 1e-37f;

    /// <summary><c>rate * gradient / (sqrt(sum) + 1e-10)</c>.</summary>
    /// <param name="rate">Learning rate in every lane.</param>
    /// <param name="gradient">The gradient; where it is zero, so is the step.</param>
    /// <param name="sum">Squares, the gradient's own among them; finite.</param>
    /// <remarks>By estimates of the inverses, so that neither a root nor a division holds the loop up.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector rate, TVector gradient, TVector sum)
    {
        TVector inverse = TWidth.RootReciprocal(TWidth.Max(TWidth.Broadcast(SmallestSum), sum));
        TVector root = TWidth.MultiplyAdd(sum, inverse, TWidth.Broadcast(Epsilon));
        return TWidth.Multiply(TWidth.Multiply(rate, gradient), TWidth.Reciprocal(root));
    }
}
