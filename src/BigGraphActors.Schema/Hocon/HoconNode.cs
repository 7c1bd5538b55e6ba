using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BigGraphActors.Schema.Hocon;

/// <summary>A value of a HOCON text after substitution: an object, an array or a scalar; immutable.</summary>
public abstract class HoconNode
{
    private protected HoconNode(SourcePosition at) => At = at;

    /// <summary>Where the value was written; for a substituted value, where its original stands.</summary>
    public SourcePosition At { get; }

    /// <summary>A short word for messages: <c>object</c>, <c>array</c>, <c>text</c>, <c>number</c> and so on.</summary>
    public abstract string Kind { get; }
}

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

/// <summary>One key of an object.</summary>
/// <param name="Key">A single path element, unquoted; may contain dots.</param>
/// <param name="At">Where the key was written the last time.</param>
/// <param name="Value">What it stands for.</param>
public sealed record HoconField(string Key, SourcePosition At, HoconNode Value);

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

/// <summary>Text, a number, a truth value or null; which of them is decided by its spelling.</summary>
public sealed partial class HoconScalar : HoconNode
{
    /// <summary>Keeps the text as it is.</summary>
    /// <param name="at">Where it was written.</param>
    /// <param name="text">The text after escapes and without quotes.</param>
    /// <param name="isQuoted">Whether any part was quoted, which makes it text whatever it looks like.</param>
    public HoconScalar(SourcePosition at, string text, bool isQuoted)
        : base(at)
    {
        Text = text;
        IsQuoted = isQuoted;
    }

    /// <summary>The text after escapes and without quotes.</summary>
    public string Text { get; }

    /// <summary>Whether any part was quoted: then it is text, and neither number nor null.</summary>
    public bool IsQuoted { get; }

    /// <summary>The bare word <c>null</c>.</summary>
    public bool IsNull => !IsQuoted && Text == "null";

    /// <summary>The bare word <c>true</c> or <c>false</c>.</summary>
    public bool IsBoolean => !IsQuoted && (Text == "true" || Text == "false");

    /// <summary>A bare number as JSON spells it; leading zeros are allowed.</summary>
    public bool IsNumber => !IsQuoted && NumberPattern().IsMatch(Text);

    /// <summary>A bare number without fraction and exponent.</summary>
    public bool IsInteger => !IsQuoted && IntegerPattern().IsMatch(Text);

    /// <inheritdoc/>
    public override string Kind =>
        IsNull ? "null" : IsBoolean ? "truth value" : IsInteger ? "integer" : IsNumber ? "number" : "text";

    /// <summary>The value of a bare integer; false when it is none or does not fit.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return IsInteger && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The value of a bare number; false when it is none or beyond the range of a double.</summary>
    public bool TryGetDouble(out double value)
    {
        value = 0;
        return IsNumber
            && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    [GeneratedRegex(@"^-?[0-9]+\z")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumberPattern();
}

/// <summary>Where a piece of text stands: for messages that a person can jump to.</summary>
/// <param name="Source">File as the caller named it, or words such as <c>-p lr=1</c>.</param>
/// <param name="Line">From 1; 0 when the text has no lines of its own.</param>
/// <param name="Column">Characters (UTF-16 units) from 1; 0 together with the line.</param>
public readonly record struct SourcePosition(string Source, int Line, int Column)
{
    /// <summary>A place without lines, such as an environment variable.</summary>
    public static SourcePosition Of(string source) => new(source, 0, 0);

    /// <summary><c>source:line:column</c>, the form that editors understand.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
