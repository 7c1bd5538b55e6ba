using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>A Parquet file as tab-separated text: a line a row, a column a field at the root of its schema.</summary>
/// <remarks>
/// So that everything that holds for text edge lists holds for Parquet as well. Only the columns that are asked for are
/// read; the others stay empty. Not seekable; damage and what is not supported end in <see cref="EdgeListException"/>.
/// </remarks>
internal sealed class ParquetTextStream : Stream
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ParquetFooter _footer;
    private readonly bool[] _isWanted;
    private readonly MemoryStream _ready = new();
    private readonly List<ColumnCursor?> _cursors = [];
    private int _group = -1;
    private long _rowsLeft;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its name in messages.</param>
    /// <param name="file">The caller's; stays open.</param>
    /// <param name="columns">Numbers of the columns that are read; none reads all that can be.</param>
    public ParquetTextStream(string path, SafeFileHandle file, IReadOnlyCollection<int>? columns)
    {
        _path = path;
        _file = file;
        _footer = Guard(() => ParquetFooter.Read(file));
        _isWanted =
        [
            .. _footer.Columns.Index().Select(pair =>
                columns is null ? pair.Item.Unfit is null : columns.Contains(pair.Index)),
        ];
        foreach (ParquetColumn unfit in _footer.Columns.Where((c, i) => _isWanted[i] && c.Unfit is not null))
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

    /// <summary>The names of the columns at the root of a file's schema, in order.</summary>
    /// <exception cref="EdgeListException">When it is no Parquet file.</exception>
    public static IReadOnlyList<string> ColumnsOf(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            return [.. ParquetFooter.Read(file).Columns.Select(column => column.Name)];
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(path, error);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ready.Position == _ready.Length)
        {
            int wanted = buffer.Length;
            _ready.SetLength(0);
            Guard(() =>
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
            for (int column = 0; column < _cursors.Count; column++)
            {
                if (column > 0)
                {
                    _ready.WriteByte((byte)'\t');
                }

                if (_cursors[column] is { } cursor)
                {
                    Write(cursor.Next(), column);
                }
            }

            _ready.WriteByte((byte)'\n');
            _rowsLeft--;
        }
    }

    private void Write(ReadOnlySpan<byte> value, int column)
    {
        if (value.ContainsAny((byte)'\t', (byte)'\n', (byte)'\r'))
        {
            throw new InvalidDataException(
                $"a value of column '{_footer.Columns[column].Name}' holds a tab or a line break, which no name may");
        }

        _ready.Write(value);
    }

    private bool NextGroup()
    {
        while (++_group < _footer.RowGroups.Count)
        {
            ParquetRowGroup group = _footer.RowGroups[_group];
            _cursors.Clear();
            foreach ((int index, ParquetColumn column) in _footer.Columns.Index())
            {
                _cursors.Add(!_isWanted[index] ? null
                    : column.Chunk < group.Chunks.Count ? new ColumnCursor(_file, column, group.Chunks[column.Chunk])
                    : throw new InvalidDataException($"a row group lacks column '{column.Name}'"));
            }

            _rowsLeft = group.Rows;
            if (_rowsLeft > 0)
            {
                return true;
            }
        }

        return false;
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(_path, error);
        }
    }

    private static bool IsDamage(Exception error) => error
        is InvalidDataException or EndOfStreamException or ArgumentException or IndexOutOfRangeException
        or OverflowException;

    private static EdgeListException Damaged(string path, Exception error) => new(
        path,
        error is InvalidDataException ? $"as a Parquet file: {error.Message}" : "is no sound Parquet file, or damaged",
        error);
}
