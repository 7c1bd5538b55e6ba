using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace BigGraphActors.Storage.Import;

/// <summary>Gathers what the first lines of a file say about one column.</summary>
internal sealed class ColumnSample
{
    private const int Shown = 3;

    private static readonly SearchValues<byte> DecimalBytes = SearchValues.Create("0123456789,-+"u8);

    private readonly HashSet<string> _distinct = new(StringComparer.Ordinal);
    private readonly List<string> _examples = [];
    private int _sampled;
    private int _numbers;
    private int _wholeNumbers;
    private int _decimalCommas;
    private double _largest;

    /// <summary>Whether every value so far is a number, and there is one.</summary>
    public bool IsNumeric => _sampled > 0 && _numbers == _sampled;

    /// <summary>Whether the bytes are a number.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> value, out double number) =>
        Utf8Parser.TryParse(value, out number, out int consumed) && consumed == value.Length;

    /// <summary>Takes in one value.</summary>
    /// <param name="value">UTF-8.</param>
    /// <param name="isFirst">It stands before all others, though it comes late: it might have been a header.</param>
    public void Add(ReadOnlySpan<byte> value, bool isFirst = false)
    {
        _sampled++;
        string text = Encoding.UTF8.GetString(value);
        if (_distinct.Add(text) && (isFirst || _examples.Count < Shown))
        {
            _examples.Insert(isFirst ? 0 : _examples.Count, text);
        }

        if (IsNumber(value, out double number))
        {
            _numbers++;
            _wholeNumbers += value.IndexOfAny("."u8) < 0 && double.IsInteger(number) ? 1 : 0;
            _largest = Math.Max(_largest, number);
        }

        _decimalCommas += value.Count((byte)',') == 1 && value.Length > 2
            && value[0] != ',' && value[^1] != ',' && !value.ContainsAnyExcept(DecimalBytes) ? 1 : 0;
    }

    /// <summary>Adds up.</summary>
    public ColumnShape ToShape(int index, string? name) => new()
    {
        Index = index,
        Name = name,
        Role = ColumnRole.None,
        Sampled = _sampled,
        Distinct = _distinct.Count,
        Numbers = _numbers,
        WholeNumbers = _wholeNumbers,
        Largest = _largest,
        DecimalCommas = _decimalCommas,
        Examples = [.. _examples.Take(Shown)],
    };
}

/// <summary>What one column of an edge list looks like, in the first lines of the file.</summary>
public sealed record ColumnShape
{
    /// <summary>From 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its name in the header, or none.</summary>
    public required string? Name { get; init; }

    /// <summary>What it is taken for.</summary>
    public required ColumnRole Role { get; init; }

    /// <summary>Lines looked at.</summary>
    public required int Sampled { get; init; }

    /// <summary>Different values among them.</summary>
    public required int Distinct { get; init; }

    /// <summary>Values that are numbers.</summary>
    public required int Numbers { get; init; }

    /// <summary>Values that are whole numbers.</summary>
    public required int WholeNumbers { get; init; }

    /// <summary>The greatest number; 0 when there is none.</summary>
    public required double Largest { get; init; }

    /// <summary>The first different values, at most 3.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Values that are numbers with a decimal comma, which no weight may have.</summary>
    public int DecimalCommas { get; init; }

    /// <summary>Whether it may name or weigh an edge; not a column of lists or of truth values.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>Whether every value is a number with a decimal comma, or is whole.</summary>
    internal bool IsDecimalComma => DecimalCommas > 0 && DecimalCommas + WholeNumbers == Sampled;

    /// <summary>Whether every value is a number.</summary>
    internal bool IsNumeric => Sampled > 0 && Numbers == Sampled;

    /// <summary>Whether every value is a number and one of them is not whole.</summary>
    internal bool IsFractional => IsNumeric && WholeNumbers < Numbers;
}
