using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Reads an edge list block by block for <see cref="EdgeListProbe"/>.</summary>
/// <param name="file">The list, as the user named it.</param>
/// <param name="table">The columns where the text was made from a table, so that it is of no other format.</param>
/// <param name="delimiter">What parts the columns of a text, or auto.</param>
internal sealed class EdgeListScan(
    string file, IReadOnlyList<TableColumn> table, ColumnDelimiter delimiter) : IDisposable
{
    private const int MostRelations = 10_000;

    private readonly NameTable _lhsNames = new();
    private readonly NameTable _rhsNames = new();
    private readonly NameTable _relations = new();
    private EdgeListShape? _shape;
    private RecordRules _rules = new(ColumnDelimiter.Space, []);
    private ColumnSplitter _splitter = new(ColumnDelimiter.Space);
    private byte[] _leadingMark = [];
    private byte[] _begun = [];
    private int _neededColumns;
    private int? _lhs;
    private int? _rhs;
    private int? _relation;
    private bool _isHeaderDue;
    private bool _hasSizeLine;
    private long[]? _firstSizes;
    private long _edges;

    /// <summary>Takes in one block; the first one decides how all are read.</summary>
    /// <exception cref="EdgeListException">The file is no edge list.</exception>
    public void Read(ReadOnlySpan<byte> text) => Read(text, isEnd: false);

    private void Read(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (_begun.Length > 0)
        {
            text = (byte[])[.. _begun, .. text];
        }

        if (_shape is null && !text.IsEmpty)
        {
            text = Start(text);
        }

        TextRecords records = new(text, _rules, isEnd);
        while (records.MoveNext())
        {
            bool isLeading = _edges == 0 && records.StartsWith(_leadingMark);
            if (isLeading || records.IsBlank || records.StartsWith(_rules.Comment))
            {
                continue;
            }

            if (_isHeaderDue)
            {
                _isHeaderDue = false;
                continue;
            }

            _splitter.Split(records.Current, _neededColumns);
            _firstSizes = _edges++ == 0 && !_splitter.HasRest
                ? EdgeFileOutcome.SizesOf(records.Current, _splitter)
                : _firstSizes;
            if (_splitter.Count == _neededColumns)
            {
                Count(records.Current);
            }
        }

        _begun = records.Unfinished.ToArray();
    }

    /// <summary>Adds up.</summary>
    /// <param name="extrapolation">How many times as long the whole file is; none when it was read to its end.</param>
    /// <exception cref="EdgeListException">There was nothing in the file.</exception>
    public EdgeListShape Finish(double? extrapolation)
    {
        Read([], isEnd: true);
        if (_shape is null)
        {
            throw new EdgeListException(file, "the file is empty; an edge list has one edge a line");
        }

        if (_edges == 0)
        {
            throw new EdgeListException(file, "there is no edge in it, only comments, header or blank lines");
        }

        if (extrapolation is null)
        {
            SkipCounts();
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
        if (table.Count == 0)
        {
            ForeignText.Refuse(file, text);
        }

        (_shape, ListShape lines) = EdgeListSample.Look(file, text, table, delimiter);
        _splitter = new ColumnSplitter(_shape.Delimiter);
        _rules = new RecordRules(_shape.Delimiter, Encoding.UTF8.GetBytes(_shape.Comment));
        _leadingMark = lines.LeadingMark;
        _hasSizeLine = lines.HasSizeLine;
        _isHeaderDue = _shape.Header || _hasSizeLine;
        _lhs = _shape.ColumnOf(ColumnRole.Lhs);
        _rhs = _shape.ColumnOf(ColumnRole.Rhs);
        _relation = _shape.ColumnOf(ColumnRole.Relation);
        _neededColumns = 1 + _shape.Columns.Where(column => column.Role is not ColumnRole.None)
            .Select(column => column.Index).DefaultIfEmpty(0).Max();
        return text[lines.SkippedBytes..];
    }

    // A first line of counts is taken for a header, so that the import skips it.
    private void SkipCounts()
    {
        long largest = Math.Max(_lhsNames.LargestNumber(), _rhsNames.LargestNumber());
        if (_hasSizeLine || _shape!.Header || !EdgeFileOutcome.AreCounts(_firstSizes, _edges - 1, largest))
        {
            return;
        }

        _edges--;
        _shape = _shape with
        {
            Header = true,
            Notes = [.. _shape.Notes, $"The first line of {file} holds counts and no edge, so header = true skips it."],
        };
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
