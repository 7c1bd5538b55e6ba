using System.Diagnostics.CodeAnalysis;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Keys and values, in the order in which the keys first appeared.</summary>
public sealed class HoconObject : HoconNode
{
    private readonly List<HoconField> _fields = [];
    private readonly Dictionary<string, int> _indexOfKey = new(StringComparer.Ordinal);

    /// <summary>Copies the fields; of equal keys the last value stays, at the place of the first.</summary>
    public HoconObject(SourcePosition at, IEnumerable<HoconField> fields)
        : base(at)
    {
        foreach (HoconField field in fields)
        {
            Set(field);
        }
    }

    /// <summary>No keys at all.</summary>
    public static HoconObject Empty { get; } = new(SourcePosition.Of("(empty)"), []);

    /// <summary>How many keys there are.</summary>
    public int Count => _fields.Count;

    /// <summary>The keys in the order in which they first appeared.</summary>
    public IReadOnlyList<HoconField> Fields => _fields;

    /// <inheritdoc/>
    public override string Kind => "object";

    /// <summary>The value of a key (one element, not a path).</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out HoconNode? value)
    {
        value = FieldOf(key)?.Value;
        return value is not null;
    }

    /// <summary>Key, place and value of a key (one element, not a path), or none.</summary>
    public HoconField? FieldOf(string key) => _indexOfKey.TryGetValue(key, out int index) ? _fields[index] : null;

    /// <summary>The value under a dotted path such as <c>a."b.c".d</c>, or none; only objects are descended.</summary>
    /// <exception cref="ArgumentException">The path is no path: empty, or with an empty element.</exception>
    public HoconNode? Find(string path) => HoconPath.TryParse(path, out string[]? elements)
        ? Find(elements)
        : throw new ArgumentException($"'{path}' is no path of keys", nameof(path));

    /// <summary>The value under a path given by its elements; the object itself for none.</summary>
    public HoconNode? Find(ReadOnlySpan<string> path)
    {
        HoconNode node = this;
        foreach (string key in path)
        {
            if (node is not HoconObject parent || !parent.TryGet(key, out HoconNode? child))
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    /// <summary>
    /// This object, completed by what only the other has; objects under one key are merged in the same way.
    /// </summary>
    /// <param name="other">Asked last; a value that is no object hides the other's value of that key.</param>
    public HoconObject WithFallback(HoconObject other)
    {
        HoconObject merged = new(At, _fields);
        foreach (HoconField theirs in other._fields)
        {
            if (merged.FieldOf(theirs.Key) is not { } ours)
            {
                merged.Set(theirs);
            }
            else if (ours.Value is HoconObject mine && theirs.Value is HoconObject below)
            {
                merged.Set(ours with { Value = mine.WithFallback(below) });
            }
        }

        return merged;
    }

    /// <summary>As <see cref="WithFallback"/>, but the keys written earlier keep their place.</summary>
    internal static HoconObject Overlay(HoconObject earlier, HoconObject later)
    {
        HoconObject merged = new(later.At, earlier._fields);
        foreach (HoconField field in later._fields)
        {
            HoconNode value = field.Value;
            if (value is HoconObject above && merged.FieldOf(field.Key)?.Value is HoconObject below)
            {
                value = Overlay(below, above);
            }

            merged.Set(field with { Value = value });
        }

        return merged;
    }

    private void Set(HoconField field)
    {
        if (_indexOfKey.TryGetValue(field.Key, out int index))
        {
            _fields[index] = field;
            return;
        }

        _indexOfKey.Add(field.Key, _fields.Count);
        _fields.Add(field);
    }
}
