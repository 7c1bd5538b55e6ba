namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Values as UTF-8 text, one behind the other.</summary>
internal sealed class TextValues(int capacity)
{
    private readonly List<int> _ends = new(capacity);
    private byte[] _text = new byte[Math.Max(64, capacity * 8)];
    private int _length;

    /// <summary>How many.</summary>
    public int Count => _ends.Count;

    /// <summary>One of them.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _text.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        if (value.Length > _text.Length - _length)
        {
            Array.Resize(ref _text, checked((int)Math.Max((long)_text.Length * 2, (long)_length + value.Length)));
        }

        value.CopyTo(_text.AsSpan(_length));
        _length += value.Length;
        _ends.Add(_length);
    }
}
