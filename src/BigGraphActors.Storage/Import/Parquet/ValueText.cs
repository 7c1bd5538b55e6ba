using Parquet;
using Parquet.Schema;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Writes a number of a kind; see <see cref="LogicalText"/>.</summary>
internal delegate int NumberFormat<in T>(T value, Span<byte> text);

/// <summary>Writes bytes of a kind; see <see cref="LogicalText"/>.</summary>
internal delegate int BytesFormat(ReadOnlySpan<byte> value, Span<byte> text);

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
