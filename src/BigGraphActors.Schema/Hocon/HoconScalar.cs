using System.Globalization;
using System.Text.RegularExpressions;

namespace BigGraphActors.Schema.Hocon;

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
