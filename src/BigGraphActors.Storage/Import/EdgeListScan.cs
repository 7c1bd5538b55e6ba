using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Reads an edge list block by block for <see cref="EdgeListProbe"/>.</summary>
internal sealed class EdgeListScan(string file) : IDisposable
{
    private const int MostRelations = 10_000;

    private readonly NameTable _lhsNames = new();
    private readonly NameTable _rhsNames = new();
    private readonly NameTable _relations = new();
    private EdgeListShape? _shape;
    private ColumnSplitter _splitter = new(ColumnDelimiter.Space);
    private byte[] _comment = [];
    private int _neededColumns;
    private int? _lhs;
    private int? _rhs;
    private int? _relation;
    private bool _isHeaderDue;
    private long _edges;

    /// <summary>Takes in one block; the first one decides how all are read.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        if (_shape is null)
        {
            text = Start(text);
        }

        TextLines lines = new(text);
        while (lines.MoveNext())
        {
            if (lines.IsBlank || lines.StartsWith(_comment))
            {
                continue;
            }

            if (_isHeaderDue)
            {
                _isHeaderDue = false;
                continue;
            }

            _edges++;
            _splitter.Split(lines.Current, _neededColumns);
            if (_splitter.Count == _neededColumns)
            {
                Count(lines.Current);
            }
        }
    }

    /// <summary>Adds up.</summary>
    /// <param name="extrapolation">How many times as long the whole file is; none when it was read to its end.</param>
    /// <exception cref="EdgeListException">There was nothing in the file.</exception>
    public EdgeListShape Finish(double? extrapolation)
    {
        if (_shape is null)
        {
            throw new EdgeListException(file, "the file is empty; an edge list has one edge a line");
        }

        if (_edges == 0)
        {
            throw new EdgeListException(file, "there is no edge in it, only comments, header or blank lines");
        }

        int shared = 0;
        for (int i = 0; i < _lhsNames.Count; i++)
        {
            shared += _rhsNames.IndexOf(_lhsNames.NameOf(i)) >= 0 ? 1 : 0;
        }

        return _shape with
        {
            Edges = extrapolation is { } times ? (long)(_edges * times) : _edges,
            IsEstimate = extrapolation is not null,
            LhsNames = _lhsNames.Count,
            RhsNames = _rhsNames.Count,
            SharedNames = shared,
            Relations = [.. Enumerable.Range(0, _relations.Count).Select(_relations.TextOf)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lhsNames.Dispose();
        _rhsNames.Dispose();
        _relations.Dispose();
    }

    private ReadOnlySpan<byte> Start(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith(TextFormat.Utf8Mark) ? text[TextFormat.Utf8Mark.Length..] : text;
        if (text.Contains((byte)0))
        {
            throw new EdgeListException(file, "has zero bytes, so it is no text; edge lists are UTF-8, plain or gzip");
        }

        _shape = EdgeListSample.Look(file, text);
        _splitter = new ColumnSplitter(_shape.Delimiter);
        _comment = Encoding.UTF8.GetBytes(_shape.Comment);
        _isHeaderDue = _shape.Header;
        _lhs = _shape.ColumnOf(ColumnRole.Lhs);
        _rhs = _shape.ColumnOf(ColumnRole.Rhs);
        _relation = _shape.ColumnOf(ColumnRole.Relation);
        _neededColumns = 1 + _shape.Columns.Where(column => column.Role is not ColumnRole.None)
            .Select(column => column.Index).DefaultIfEmpty(0).Max();
        return text;
    }

    private void Count(ReadOnlySpan<byte> line)
    {
        if (_lhs is { } lhs && _rhs is { } rhs)
        {
            _lhsNames.Intern(_splitter.ColumnOf(line, lhs));
            _rhsNames.Intern(_splitter.ColumnOf(line, rhs));
        }

        if (_relation is { } relation && _relations.Count < MostRelations)
        {
            _relations.Intern(_splitter.ColumnOf(line, relation));
        }
    }
}
