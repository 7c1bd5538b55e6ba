namespace BigGraphActors.Storage.Import;

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
