using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Updates;

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
