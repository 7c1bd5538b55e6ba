using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>A loop for one to eight rows, waiting to be told the vector width and the number of rows.</summary>
internal interface IFewRowsKernel
{
    /// <summary>Does the work for as many rows as <typeparamref name="TRows"/> says.</summary>
    void Run<TWidth, TVector, TRows>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount;
}

/// <summary>A kernel with its number of rows, at the widest vectors there are.</summary>
internal readonly struct FewRowsRun<TKernel>(TKernel kernel, int rows) : IVectorKernel
    where TKernel : struct, IFewRowsKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        switch (rows)
        {
            case 1:
                kernel.Run<TWidth, TVector, Counts.One>();
                break;
            case 2:
                kernel.Run<TWidth, TVector, Counts.Two>();
                break;
            case 3:
                kernel.Run<TWidth, TVector, Counts.Three>();
                break;
            case 4:
                kernel.Run<TWidth, TVector, Counts.Four>();
                break;
            case 5:
                kernel.Run<TWidth, TVector, Counts.Five>();
                break;
            case 6:
                kernel.Run<TWidth, TVector, Counts.Six>();
                break;
            case 7:
                kernel.Run<TWidth, TVector, Counts.Seven>();
                break;
            default:
                kernel.Run<TWidth, TVector, Counts.Eight>();
                break;
        }
    }
}
