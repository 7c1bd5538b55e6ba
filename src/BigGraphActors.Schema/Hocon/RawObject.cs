namespace BigGraphActors.Schema.Hocon;

/// <summary>
/// An object as written: every definition of every key is kept, since a later one may refer to an earlier.
/// </summary>
internal sealed class RawObject(SourcePosition at) : RawNode(at)
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, Field> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyList<Field> Fields => _fields;

    public Field? Find(string key) => _byKey.GetValueOrDefault(key);

    public void Add(string key, SourcePosition at, RawNode value)
    {
        if (!_byKey.TryGetValue(key, out Field? field))
        {
            field = new Field(key);
            _byKey.Add(key, field);
            _fields.Add(field);
        }

        field.Add(at, value);
    }

    /// <summary>Adds all definitions of the other, as if they had been written here.</summary>
    public void Absorb(RawObject other)
    {
        foreach (Field field in other._fields)
        {
            foreach ((SourcePosition at, RawNode value) in field.Definitions)
            {
                Add(field.Key, at, value);
            }
        }
    }

    /// <summary>A key with all its definitions in the order of the text.</summary>
    internal sealed class Field(string key)
    {
        private readonly List<(SourcePosition At, RawNode Value)> _definitions = [];

        public string Key { get; } = key;

        public IReadOnlyList<(SourcePosition At, RawNode Value)> Definitions => _definitions;

        public void Add(SourcePosition at, RawNode value)
        {
            if (value is RawObject added && _definitions.Count > 0 && _definitions[^1].Value is RawObject last)
            {
                last.Absorb(added);
                _definitions[^1] = (at, last);
                return;
            }

            _definitions.Add((at, value));
        }
    }
}
