using System.Collections;

namespace BigGraphActors.Schema.Hocon;

/// <summary>A list of values, in the order of the text.</summary>
public sealed class HoconArray : HoconNode, IReadOnlyList<HoconNode>
{
    private readonly HoconNode[] _items;

    /// <summary>Copies the items.</summary>
    public HoconArray(SourcePosition at, IEnumerable<HoconNode> items)
        : base(at) => _items = [.. items];

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public override string Kind => "array";

    /// <inheritdoc/>
    public HoconNode this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<HoconNode> GetEnumerator() => ((IEnumerable<HoconNode>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
