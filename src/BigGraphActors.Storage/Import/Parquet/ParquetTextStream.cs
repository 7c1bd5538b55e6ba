using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>A Parquet file as tab-separated text: a line a row, a column a field at the root of its schema.</summary>
/// <remarks>
/// So that everything that holds for text edge lists holds for Parquet as well. Only the columns that are asked for are
/// read; the others stay empty. One row group is in memory at a time. Not seekable; damage and what is not supported
/// end in <see cref="EdgeListException"/>.
/// </remarks>
internal sealed class ParquetTextStream : Stream
{
    private readonly string _path;
    private readonly ParquetTable _table;
    private readonly bool[] _isWanted;
    private readonly long _mostGroupBytes;
    private readonly MemoryStream _ready = new();
    private IValueText?[] _values = [];
    private int _group = -1;
    private long _rowsLeft;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its name in messages.</param>
    /// <param name="file">The caller's; stays open.</param>
    /// <param name="columns">Numbers of the columns that are read; none reads all that may name or weigh an edge.
    /// </param>
    /// <param name="mostGroupBytes">Memory that one row group may take; none is half of what the process may use.
    /// </param>
    public ParquetTextStream(
        string path, SafeFileHandle file, IReadOnlyCollection<int>? columns, long? mostGroupBytes = null)
    {
        _path = path;
        _table = Guard(path, () => ParquetTable.Open(file));
        _mostGroupBytes = mostGroupBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        _isWanted =
        [
            .. _table.Columns.Index().Select(pair =>
                columns is null ? pair.Item.IsNameOrNumber : columns.Contains(pair.Index)),
        ];
        foreach (ParquetColumn unfit in _table.Columns.Where((c, i) => _isWanted[i] && c.Unfit is not null))
        {
            throw new EdgeListException(path, $"column '{unfit.Name}' cannot be imported: {unfit.Unfit}");
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The columns at the root of the schema, in order.</summary>
    public IReadOnlyList<TableColumn> Columns =>
        [.. _table.Columns.Select(column => new TableColumn(column.Name, column.IsNameOrNumber))];

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ready.Position == _ready.Length)
        {
            int wanted = buffer.Length;
            _ready.SetLength(0);
            Guard(_path, () =>
            {
                Render(wanted);
                return true;
            });
            _ready.Position = 0;
        }

        return _ready.Read(buffer);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Render(int atLeast)
    {
        int count = Math.Max(atLeast, 1);
        while (_ready.Length < count && (_rowsLeft > 0 || NextGroup()))
        {
            for (int column = 0; column < _values.Length; column++)
            {
                if (column > 0)
                {
                    _ready.WriteByte((byte)'\t');
                }

                if (_values[column] is { } values)
                {
                    WriteValue(values.Next());
                }
            }

            _ready.WriteByte((byte)'\n');
            _rowsLeft--;
        }
    }

    private void WriteValue(ReadOnlySpan<byte> value)
    {
        if (!value.ContainsAny((byte)'\t', (byte)'\n', (byte)'\r'))
        {
            _ready.Write(value);
            return;
        }

        // No name may hold one. A carriage return in its place keeps the row whole, and has it rejected.
        foreach (byte one in value)
        {
            _ready.WriteByte(one is (byte)'\t' or (byte)'\n' ? (byte)'\r' : one);
        }
    }

    private bool NextGroup()
    {
        while (++_group < _table.GroupCount)
        {
            // The group before goes first, so that two are never in memory.
            _values = [];
            _values = _table.Read(_group, _isWanted, _mostGroupBytes, out _rowsLeft);
            if (_rowsLeft > 0)
            {
                return true;
            }
        }

        return false;
    }

    // Parquet.Net reports damage by whatever its code runs into: an index, a cast, an absent object, memory for a
    // length that makes no sense. All of that is about the file.
    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw new EdgeListException(path, $"as a Parquet file: {error.Message}", error);
        }
        catch (Exception error) when (error is not EdgeListException)
        {
            throw new EdgeListException(path, "is no sound Parquet file, or damaged", error);
        }
    }
}
