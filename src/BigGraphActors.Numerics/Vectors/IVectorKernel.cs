namespace BigGraphActors.Numerics.Vectors;

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
