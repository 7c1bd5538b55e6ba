using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using PhysicalType = Parquet.Meta.Type;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>A field at the root of a Parquet file's schema, and how its values become text.</summary>
/// <remarks>
/// Parquet.Net decodes values as they are stored; what they mean is decided here, because names need every digit: its
/// own types drop nanoseconds, and decimals of more than 28 digits.
/// </remarks>
internal sealed class ParquetColumn
{
    private readonly Func<IValueText>? _text;

    private ParquetColumn(SchemaElement element, Func<IValueText>? text, string? unfit)
    {
        Name = element.Name;
        Type = element.Type ?? PhysicalType.BYTE_ARRAY;
        _text = text;
        Unfit = unfit;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>How its values are stored.</summary>
    public PhysicalType Type { get; }

    /// <summary>Why the column cannot be text; none where it can.</summary>
    public string? Unfit { get; set; }

    /// <summary>Whether it may name or weigh an edge: it can be read, and holds more than truth values.</summary>
    public bool IsNameOrNumber => Unfit is null && Type != PhysicalType.BOOLEAN;

    /// <summary>What Parquet.Net calls the column; none where it cannot be read.</summary>
    public DataField? Field { get; set; }

    /// <summary>Decides how a field is read, and takes its logical type off for Parquet.Net.</summary>
    /// <param name="element">A field at the root; keeps only how its values are stored.</param>
    public static ParquetColumn Of(SchemaElement element)
    {
        if (element.NumChildren > 0 || element.Type is null || element.RepetitionType == FieldRepetitionType.REPEATED)
        {
            return new(element, null, "it holds lists, maps or groups");
        }

        LogicalType? logical = element.LogicalType;
        Func<IValueText>? text = logical is not null ? OfLogical(element, logical) : OfConverted(element);
        ParquetColumn column = new(element, text, text is null ? $"{NameOf(element)} has no plain text" : null);
        element.LogicalType = null;
        element.ConvertedType = null;
        if (element.Type == PhysicalType.INT96)
        {
            // Stored as 12 bytes, so read as that: Parquet.Net's own time stamps have no nanoseconds.
            element.Type = PhysicalType.FIXED_LEN_BYTE_ARRAY;
            element.TypeLength = 12;
        }

        return column;
    }

    /// <summary>What writes the values of one row group.</summary>
    public IValueText Text() => _text!();

    private static Func<IValueText>? OfLogical(SchemaElement element, LogicalType logical) => logical switch
    {
        { STRING: not null } or { ENUM: not null } or { JSON: not null } => Plain(element),
        { DECIMAL: { } number } => Decimal(element, number.Scale),
        { DATE: not null } => Dates(element),
        { TIME: { } time } => Units(time.Unit) is { } units
            ? Integers(element, (value, text) => LogicalText.Time(value, units, text))
            : null,
        { TIMESTAMP: { } stamp } => Units(stamp.Unit) is { } units
            ? Stamps(element, units, stamp.IsAdjustedToUTC)
            : null,
        { INTEGER: { } number } => number.IsSigned ? Integers(element, LogicalText.Signed) : Unsigned(element),
        { UNKNOWN: not null } => () => new NoText(),
        { UUID: not null } => Fixed(element, 16, LogicalText.Uuid),
        { FLOAT16: not null } => Fixed(element, 2, LogicalText.Half),
        _ => null,
    };

    private static Func<IValueText>? OfConverted(SchemaElement element) => element.ConvertedType switch
    {
        null => Stored(element),
        ConvertedType.UTF8 or ConvertedType.ENUM or ConvertedType.JSON => Plain(element),
        ConvertedType.DECIMAL => Decimal(element, element.Scale ?? 0),
        ConvertedType.DATE => Dates(element),
        ConvertedType.TIME_MILLIS => Integers(element, (value, text) => LogicalText.Time(value, 1_000, text)),
        ConvertedType.TIME_MICROS => Integers(element, (value, text) => LogicalText.Time(value, 1_000_000, text)),
        ConvertedType.TIMESTAMP_MILLIS => Stamps(element, 1_000, isUtc: true),
        ConvertedType.TIMESTAMP_MICROS => Stamps(element, 1_000_000, isUtc: true),
        ConvertedType.INT_8 or ConvertedType.INT_16 or ConvertedType.INT_32 or ConvertedType.INT_64 =>
            Integers(element, LogicalText.Signed),
        ConvertedType.UINT_8 or ConvertedType.UINT_16 or ConvertedType.UINT_32 or ConvertedType.UINT_64 =>
            Unsigned(element),
        _ => null,
    };

    private static Func<IValueText>? Stored(SchemaElement element) => element.Type switch
    {
        PhysicalType.BOOLEAN => () => new NumberText<bool>(LogicalText.Truth),
        PhysicalType.INT32 or PhysicalType.INT64 => Integers(element, LogicalText.Signed),
        PhysicalType.FLOAT => () => new NumberText<float>(LogicalText.Single),
        PhysicalType.DOUBLE => () => new NumberText<double>(LogicalText.Double),
        PhysicalType.INT96 => () => new BytesText(LogicalText.OldTimestamp),
        // Old writers did not say that texts are texts.
        PhysicalType.BYTE_ARRAY => Plain(element),
        _ => null,
    };

    private static Func<IValueText>? Plain(SchemaElement element) =>
        element.Type is PhysicalType.BYTE_ARRAY or PhysicalType.FIXED_LEN_BYTE_ARRAY ? () => new BytesText(null) : null;

    private static Func<IValueText>? Integers(SchemaElement element, NumberFormat<long> format) => element.Type switch
    {
        PhysicalType.INT32 => () => new NumberText<int>((value, text) => format(value, text)),
        PhysicalType.INT64 => () => new NumberText<long>(format),
        _ => null,
    };

    private static Func<IValueText>? Unsigned(SchemaElement element) => element.Type switch
    {
        PhysicalType.INT32 => () => new NumberText<int>((value, text) => LogicalText.Signed((uint)value, text)),
        PhysicalType.INT64 => () => new NumberText<long>(LogicalText.Unsigned),
        _ => null,
    };

    private static Func<IValueText>? Dates(SchemaElement element) =>
        element.Type == PhysicalType.INT32 ? Integers(element, LogicalText.Date) : null;

    private static Func<IValueText>? Stamps(SchemaElement element, long units, bool isUtc) =>
        element.Type == PhysicalType.INT64
            ? Integers(element, (value, text) => LogicalText.Timestamp(value, units, isUtc, text))
            : null;

    private static Func<IValueText>? Decimal(SchemaElement element, int scale) => scale is < 0 or > 128
        ? null
        : element.Type is PhysicalType.INT32 or PhysicalType.INT64
            ? Integers(element, (value, text) => LogicalText.Decimal(value, scale, text))
            : Plain(element) is null
                ? null
                : () => new BytesText((value, text) => LogicalText.Decimal(value, scale, text));

    private static Func<IValueText>? Fixed(SchemaElement element, int length, BytesFormat format) =>
        element.Type == PhysicalType.FIXED_LEN_BYTE_ARRAY && element.TypeLength == length
            ? () => new BytesText(format)
            : null;

    private static long? Units(TimeUnit unit) => unit switch
    {
        { MILLIS: not null } => 1_000,
        { MICROS: not null } => 1_000_000,
        { NANOS: not null } => 1_000_000_000,
        _ => null,
    };

    private static string NameOf(SchemaElement element) => element.LogicalType switch
    {
        { BSON: not null } => "BSON",
        { VARIANT: not null } => "a variant",
        { GEOMETRY: not null } => "a geometry",
        { GEOGRAPHY: not null } => "a geography",
        not null => $"its type (stored as {element.Type}, of a logical type that does not go with it or is not known)",
        _ => element.ConvertedType is { } converted
            ? $"its type ({converted}, stored as {element.Type})"
            : $"its type ({element.Type} of {element.TypeLength} bytes)",
    };
}

/// <summary>The values of one column in one row group, as text, one after the other.</summary>
internal interface IValueText
{
    /// <summary>Bytes in memory of each value, without what a text or other bytes take themselves.</summary>
    int ValueBytes { get; }

    /// <summary>Decodes the column; all of it is in memory from then on.</summary>
    void Load(ParquetRowGroupReader group, DataField field, int count);

    /// <summary>The next value; empty for null, and valid until the next call.</summary>
    ReadOnlySpan<byte> Next();
}

/// <summary>Values of fixed length.</summary>
internal sealed class NumberText<T>(NumberFormat<T> format) : IValueText
    where T : unmanaged
{
    private readonly byte[] _text = new byte[LogicalText.MostBytes];
    private T[] _values = [];
    private Presence _presence;
    private int _next;

    /// <inheritdoc/>
    public unsafe int ValueBytes => sizeof(T);

    /// <inheritdoc/>
    public void Load(ParquetRowGroupReader group, DataField field, int count)
    {
        _values = new T[count];
        _presence = Presence.Load(group, field, _values);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Next() =>
        _presence.IsNextNull() ? default : _text.AsSpan(0, format(_values[_next++], _text));
}

/// <summary>Writes a number of a kind; see <see cref="LogicalText"/>.</summary>
internal delegate int NumberFormat<in T>(T value, Span<byte> text);

/// <summary>Texts, and other values of bytes.</summary>
/// <param name="format">Writes a value; none for what is text already.</param>
internal sealed class BytesText(BytesFormat? format) : IValueText
{
    private const int ReferenceBytes = 16;
    private const int ArrayBytes = 32;

    private readonly byte[] _text = new byte[LogicalText.MostBytes];
    private ReadOnlyMemory<byte>[] _values = [];
    private Presence _presence;
    private int _next;

    /// <inheritdoc/>
    public int ValueBytes => ReferenceBytes + ArrayBytes;

    /// <inheritdoc/>
    public void Load(ParquetRowGroupReader group, DataField field, int count)
    {
        _values = new ReadOnlyMemory<byte>[count];
        _presence = Presence.Load(group, field, _values);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Next()
    {
        if (_presence.IsNextNull())
        {
            return default;
        }

        ReadOnlySpan<byte> value = _values[_next++].Span;
        return format is null ? value : _text.AsSpan(0, format(value, _text));
    }
}

/// <summary>Writes bytes of a kind; see <see cref="LogicalText"/>.</summary>
internal delegate int BytesFormat(ReadOnlySpan<byte> value, Span<byte> text);

/// <summary>A column that is always null.</summary>
internal sealed class NoText : IValueText
{
    /// <inheritdoc/>
    public int ValueBytes => 0;

    /// <inheritdoc/>
    public void Load(ParquetRowGroupReader group, DataField field, int count)
    {
        // There is nothing to decode.
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Next() => default;
}

/// <summary>Which rows have a value.</summary>
internal struct Presence
{
    private int[]? _levels;
    private int _next;

    /// <summary>Decodes a column's values, nulls left out, and which rows have one.</summary>
    public static Presence Load<T>(ParquetRowGroupReader group, DataField field, T[] values)
        where T : struct
    {
        // The library's tasks end at once: its stream is never waited for.
        int[]? levels = field.MaxDefinitionLevel > 0 ? new int[values.Length] : null;
        group.ReadRawAsync(field, values.AsMemory(), levels?.AsMemory(), null).AsTask().GetAwaiter().GetResult();
        return new Presence { _levels = levels is null || levels.All(level => level == 1) ? null : levels };
    }

    /// <summary>Goes to the next row.</summary>
    public bool IsNextNull() => _levels is not null && _levels[_next++] == 0;
}
