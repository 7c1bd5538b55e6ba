using BigGraphActors.Schema.Hocon;

namespace Akka.Configuration;

/// <summary>Settings read from HOCON, over fallbacks.</summary>
/// <remarks>
/// Immutable. May differ: the reader is this project's own, which also knows <c>+=</c>, <c>${?ENV}</c> and commas after
/// braces, that Akka.NET's refuses; a value of the wrong kind is an error here and often the default there.
/// </remarks>
public sealed class Config
{
    /// <summary>No settings.</summary>
    public static readonly Config Empty = new(HoconObject.Empty);

    private readonly HoconObject _root;

    internal Config(HoconObject root) => _root = root;

    /// <summary>Whether nothing is set.</summary>
    public bool IsEmpty => _root.Count == 0;

    /// <summary>Reads a text in place.</summary>
    /// <exception cref="Exception">Of the reader, with line and column, when the text is not HOCON.</exception>
    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>This configuration, completed by what only the other sets; objects are merged key by key.</summary>
    public Config WithFallback(Config? fallback) =>
        fallback is null || fallback.IsEmpty ? this : IsEmpty ? fallback
            : new Config(_root.WithFallback(fallback._root));

    /// <summary>Whether something stands at a dotted path, and is not <c>null</c>.</summary>
    public bool HasPath(string path) => Find(path) is not null;

    /// <summary>The settings below a path; empty when there are none.</summary>
    public Config GetConfig(string path) => Find(path) is HoconObject below ? new Config(below) : Empty;

    /// <summary>The text at a path, whatever it looks like.</summary>
    public string GetString(string path, string? @default = null) => Scalar(path) ?? @default!;

    /// <summary><c>on</c>, <c>true</c>, <c>yes</c> or the contrary.</summary>
    public bool GetBoolean(string path, bool @default = false) => Scalar(path) switch
    {
        null => @default,
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var other => throw Wrong(path, other, "on or off"),
    };

    /// <summary>A whole number.</summary>
    public int GetInt(string path, int @default = 0) => checked((int)GetLong(path, @default));

    /// <summary>A whole number.</summary>
    public long GetLong(string path, long @default = 0) => Scalar(path) is not { } text ? @default
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Wrong(path, text, "a whole number");

    /// <summary>A number.</summary>
    public double GetDouble(string path, double @default = 0) => Scalar(path) is not { } text ? @default
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw Wrong(path, text, "a number");

    /// <summary>
    /// A duration such as <c>500ms</c>; a bare number is milliseconds, <c>infinite</c> is
    /// <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true)
    {
        if (Scalar(path) is not { } text)
        {
            return @default ?? TimeSpan.Zero;
        }

        return HoconQuantity.TryParseDuration(text, out var value)
            && (allowInfinite || value != Timeout.InfiniteTimeSpan)
            ? value
            : throw Wrong(path, text, "a duration such as 500ms");
    }

    /// <summary>A size such as <c>128KiB</c> in bytes; null when nothing stands there.</summary>
    public long? GetByteSize(string path, long? def = null) => Scalar(path) is not { } text ? def
        : HoconQuantity.TryParseSize(text, out var bytes) ? bytes
        : throw Wrong(path, text, "a size such as 128KiB");

    /// <summary>A list of texts; empty when nothing stands there.</summary>
    public IList<string> GetStringList(string path) => Find(path) switch
    {
        null => [],
        HoconArray list => [.. list.OfType<HoconScalar>().Select(static item => item.Text)],
        HoconScalar { Text.Length: 0 } => [],
        HoconScalar one => throw Wrong(path, one.Text, "a list"),
        var other => throw Wrong(path, other.Kind, "a list"),
    };

    /// <inheritdoc/>
    public override string ToString() => HoconWriter.Write(_root);

    /// <summary>The keys at the top, in the order of the text.</summary>
    internal IReadOnlyList<string> Keys => [.. _root.Fields.Select(static entry => entry.Key)];

    /// <summary>A key is quoted, for it may have dots.</summary>
    internal static string Quote(string key) => "\"" + key.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static ConfigurationException Wrong(string path, string found, string expected) =>
        new($"{path} = {found}: expected {expected}");

    private string? Scalar(string path) => Find(path) switch
    {
        null => null,
        HoconScalar scalar => scalar.Text,
        var other => throw Wrong(path, other.Kind, "a value"),
    };

    private HoconNode? Find(string path) =>
        _root.Find(path) is { } node and not HoconScalar { IsNull: true } ? node : null;
}
