using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>Which vector width the kernels of this process run at.</summary>
public static class VectorWidth
{
    /// <summary>Bits in a vector register: 512, 256 or 128, or 32 when the runtime offers no vectors.</summary>
    /// <remarks>
    /// Fixed for the life of the process. <c>DOTNET_EnableAVX512=0</c>, <c>DOTNET_EnableAVX2=0</c> and
    /// <c>DOTNET_EnableHWIntrinsic=0</c> narrow it to 256, 128 and 32.
    /// </remarks>
    public static int Bits =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 32;

    /// <summary>Runs a kernel at the widest width there is; the choice is a constant in machine code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<TKernel>(ref readonly TKernel kernel)
        where TKernel : struct, IVectorKernel
    {
        if (Vector512.IsHardwareAccelerated)
        {
            kernel.Run<Width512, Vector512<float>>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            kernel.Run<Width256, Vector256<float>>();
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            kernel.Run<Width128, Vector128<float>>();
        }
        else
        {
            kernel.Run<WidthScalar, float>();
        }
    }
}

/// <summary>A loop with its arguments, waiting to be told the width to run at.</summary>
/// <remarks>
/// A kernel is a struct, so <see cref="VectorWidth.Run{TKernel}"/> is resolved when the machine code is made:
/// no boxing, no virtual call. Bodies copy the fields they use in a loop into locals, since a store through a
/// pointer could otherwise have changed them. Methods that loop ask for full optimisation at their first call: the
/// runtime's early tiers would run them up to a hundred times slower, for seconds on a busy machine.
/// </remarks>
internal interface IVectorKernel
{
    /// <summary>Does the work with vectors of the given width.</summary>
    void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged;
}
