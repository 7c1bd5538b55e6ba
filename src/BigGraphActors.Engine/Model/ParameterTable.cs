using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Model;

/// <summary>Shared parameters in memory: rows of float32 with one Adagrad sum for each element.</summary>
/// <remarks>
/// Owned by <see cref="SharedModel"/>; all HOGWILD threads read and update it without locks. Race: two threads that
/// update one element may lose one of the two steps, as in PBG.
/// </remarks>
public sealed class ParameterTable : IDisposable
{
    private readonly NativeBuffer<float> _values;
    private readonly NativeBuffer<float> _sums;

    /// <summary>Allocates zeros.</summary>
    /// <param name="rowCount">Rows, at least 1.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    public ParameterTable(int rowCount, int dim)
    {
        RowCount = rowCount;
        Dim = dim;
        Stride = RowLayout.StrideFor(dim);
        _values = new NativeBuffer<float>((long)rowCount * Stride);
        _sums = new NativeBuffer<float>((long)rowCount * Stride);
    }

    /// <summary>Rows: 1, or one for each dynamic relation.</summary>
    public int RowCount { get; }

    /// <summary>Elements of a row that carry a value.</summary>
    public int Dim { get; }

    /// <summary>Elements from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Optimiser steps taken; PBG stores the number, though its step size does not depend on it.</summary>
    public long Steps { get; set; }

    /// <summary>The values as kernels see them.</summary>
    internal RowTable Rows => new(_values.Address, RowCount, Dim, Stride);

    /// <summary>The values of one row.</summary>
    public Span<float> Values(int row) => _values.AsSpan((long)row * Stride, Dim);

    /// <summary>The Adagrad sums of one row.</summary>
    public Span<float> Sums(int row) => _sums.AsSpan((long)row * Stride, Dim);

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _sums.Dispose();
    }
}
