namespace BigGraphActors.Schema.Hocon;

/// <summary>A value as written, before substitutions are looked up.</summary>
internal abstract class RawNode(SourcePosition at)
{
    public SourcePosition At { get; } = at;

    /// <summary>A scalar without substitutions.</summary>
    internal sealed class Literal(HoconScalar scalar) : RawNode(scalar.At)
    {
        public HoconScalar Scalar { get; } = scalar;

        /// <summary>Only the space between two parts of a value; it vanishes between objects and arrays.</summary>
        public bool IsSpace { get; init; }
    }

    /// <summary><c>[a, b]</c>.</summary>
    internal sealed class List(SourcePosition at, IReadOnlyList<RawNode> items) : RawNode(at)
    {
        public IReadOnlyList<RawNode> Items { get; } = items;
    }

    /// <summary>Several values side by side on one line.</summary>
    internal sealed class Concatenation(SourcePosition at, IReadOnlyList<RawNode> parts) : RawNode(at)
    {
        public IReadOnlyList<RawNode> Parts { get; } = parts;
    }

    /// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
    internal sealed class Substitution(SourcePosition at, string[] path, bool isOptional) : RawNode(at)
    {
        public string[] Path { get; } = path;

        public bool IsOptional { get; } = isOptional;

        /// <summary>Where the including file put the text that holds this; tried before the path as written.</summary>
        public string[] Prefix { get; init; } = [];
    }

    /// <summary>What the same field was before: the left part of <c>+=</c>.</summary>
    internal sealed class Previous(SourcePosition at) : RawNode(at);
}

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
