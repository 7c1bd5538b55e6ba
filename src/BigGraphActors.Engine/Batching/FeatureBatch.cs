namespace BigGraphActors.Engine.Batching;

/// <summary>Feature lists of a batch's edges on one side, one behind the other.</summary>
internal sealed class FeatureBatch
{
    private readonly List<int> _offsets = [0];
    private readonly List<int> _rows = [];

    /// <summary>Where each list begins, one more than there are lists.</summary>
    public ReadOnlySpan<int> Offsets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_offsets);

    /// <summary>Feature rows of all lists.</summary>
    public ReadOnlySpan<int> Rows => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);

    /// <summary>Forgets all lists.</summary>
    public void Clear()
    {
        _rows.Clear();
        _offsets.RemoveRange(1, _offsets.Count - 1);
    }

    /// <summary>Adds the list of the next edge.</summary>
    public void Add(ReadOnlySpan<int> rows)
    {
        _rows.AddRange(rows);
        _offsets.Add(_rows.Count);
    }
}
