namespace BigGraphActors.Storage.Buffers;

/// <summary>A list of feature rows for each edge of a slice.</summary>
/// <remarks>Edge <c>i</c> has <c>Rows[Offsets[i] .. Offsets[i + 1])</c>; an empty list is legal.</remarks>
public sealed class FeatureLists : IDisposable
{
    /// <summary>Takes over both buffers.</summary>
    /// <param name="offsets"><c>[edges + 1]</c>, first 0, never falling, last <c>rows.Length</c>.</param>
    /// <param name="rows">Concatenated feature rows.</param>
    public FeatureLists(NativeBuffer<int> offsets, NativeBuffer<int> rows)
    {
        Offsets = offsets;
        Rows = rows;
    }

    /// <summary>Where each edge's list begins, <c>[edges + 1]</c>.</summary>
    public NativeBuffer<int> Offsets { get; }

    /// <summary>Feature rows, edge after edge.</summary>
    public NativeBuffer<int> Rows { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Offsets.Dispose();
        Rows.Dispose();
    }
}
