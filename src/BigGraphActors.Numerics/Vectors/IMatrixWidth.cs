namespace BigGraphActors.Numerics.Vectors;

/// <summary>What a matrix product asks of a width: elements of 32 bits, and how two of them are multiplied.</summary>
/// <typeparam name="TVector">The register.</typeparam>
internal unsafe interface IMatrixWidth<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes in a vector: 16, 8, 4 or 1; divides <see cref="Layout.RowLayout.StrideMultiple"/>.</summary>
    static abstract int Count { get; }

    /// <summary>Vectors side by side in the widest matrix panel whose accumulators all stay in registers.</summary>
    static abstract int PanelVectors { get; }

    /// <summary>Accumulators that fit beside a panel row and a broadcast.</summary>
    static abstract int Accumulators { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    /// <summary><c>left * right + addend</c>, fused where the machine can, else rounded twice.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>What a finished sum is worth, times a factor, plus another: <c>sum * factor + addend</c>.</summary>
    static abstract TVector Scale(TVector sum, TVector factor, TVector addend);
}
