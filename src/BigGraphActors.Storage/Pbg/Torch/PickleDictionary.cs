namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>A Python dict whose keys are whole numbers (<see cref="long"/>) or text.</summary>
/// <remarks>Its table is made with the first entry, so that a hostile run of empty dicts stays cheap.</remarks>
internal sealed class PickleDictionary
{
    private Dictionary<object, object?>? _entries;

    /// <summary>How many keys there are.</summary>
    public int Count => _entries?.Count ?? 0;

    /// <summary>Keys and values; the order is that of the first appearance.</summary>
    public IEnumerable<KeyValuePair<object, object?>> Entries => _entries ?? [];

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(object key, object? value) => (_entries ??= [])[key] = value;

    /// <summary>The value of a key; none where the key is absent or holds Python's None.</summary>
    public object? Find(object key) => _entries?.GetValueOrDefault(key);
}
