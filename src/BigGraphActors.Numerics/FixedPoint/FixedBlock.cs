namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>Rows as 16-bit integers, each row with a scale of its own.</summary>
/// <param name="values">
/// <c>[rows × stride]</c>: an element is its integer times its row's scale. Rows are padded with zeros.
/// </param>
/// <param name="scales"><c>[rows]</c>.</param>
/// <param name="stride">Integers from row to row, a multiple of 32: whole cache lines.</param>
/// <remarks>
/// A row's integers have the length <see cref="Range"/>, so by Cauchy and Schwarz no product of two rows, nor any part
/// of its sum, leaves 32 bits.
/// </remarks>
public readonly ref struct FixedBlock(ReadOnlySpan<short> values, ReadOnlySpan<float> scales, int stride)
{
    /// <summary>Length of a row of integers; with what rounding adds it stays below 2^15.</summary>
    public const float Range = 32_000f;

    /// <summary>Sums and lengths below this count as zero: what they belong to can move nothing.</summary>
    internal const float Least = 1e-30f;

    /// <summary>The integers, row-major.</summary>
    public ReadOnlySpan<short> Values { get; } = values;

    /// <summary>What a row's integers are multiplied with.</summary>
    public ReadOnlySpan<float> Scales { get; } = scales;

    /// <summary>Integers from row to row.</summary>
    public int Stride { get; } = stride;

    /// <summary>Number of rows.</summary>
    public int Rows => Scales.Length;

    /// <summary>Integers from row to row for rows of so many elements.</summary>
    public static int StrideFor(int elements) => (elements + 31) & -32;

    /// <summary>Some of the rows.</summary>
    public FixedBlock Slice(int start, int count) =>
        new(Values.Slice(start * Stride, count * Stride), Scales.Slice(start, count), Stride);
}
