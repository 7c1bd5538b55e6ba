using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import.Vectors;

namespace BigGraphActors.Storage.Import;

/// <summary>What the cells of a list say against its being a list of edges.</summary>
/// <remarks>
/// A shape alone does not tell vectors, arrows or lists of neighbours of equal length from edges. Only what is certain
/// is refused; the rest becomes a note.
/// </remarks>
internal sealed class ListContent
{
    private const int SampleLines = 1000;
    private const int MostColumns = 64;
    private const int FewestVectorColumns = 6;
    private const int FewLines = 5;
    private const double MostNames = 0.5;
    private const double FewQuotes = 0.1;

    private static readonly string[] Arrows = ["->", "-->", "--", "=>", "<->", "<-", ">"];

    private readonly WidthCount _width;
    private readonly ListWishes _wishes;
    private readonly List<string[]> _rows = [];
    private VectorHeader? _sizes;

    private ListContent(WidthCount width, ListWishes wishes)
    {
        _width = width;
        _wishes = wishes;
    }

    /// <summary>Reads the first lines.</summary>
    public static ListContent Look(ReadOnlySpan<byte> text, WidthCount width, byte[] mark, ListWishes wishes)
    {
        ListContent content = new(width, wishes);
        ColumnSplitter splitter = new(width.Delimiter);
        TextRecords records = new(text, new RecordRules(width.Delimiter, wishes.Comment), isEnd: true);
        int seen = 0;
        int skip = wishes.Header ? 1 : 0;
        while (content._rows.Count < SampleLines && records.MoveNext())
        {
            if (records.IsBlank || records.StartsWith(wishes.Comment) || (seen == 0 && records.StartsWith(mark)))
            {
                continue;
            }

            if (seen++ == 0)
            {
                content._sizes = VectorLine.ReadHeader(records.Current);
            }

            splitter.Split(records.Current, MostColumns);
            if (seen > skip && splitter.Count >= Math.Min(2, width.Usual) && !splitter.HasBrokenQuotes)
            {
                content._rows.Add(Cells(records.Current, splitter));
            }
        }

        return content;
    }

    /// <summary>Refuses what is certainly something else.</summary>
    /// <exception cref="EdgeListException">Names what it is.</exception>
    public void Refuse(string file)
    {
        if (AreVectors() is { } vectors)
        {
            throw new EdgeListException(
                file, $"is {vectors}, and no list of edges; 'biggraph import embeddings' reads vectors");
        }

        if (_wishes.Reads(1) && _rows.Count > 1 && _width.Usual > 2
            && Array.Exists(Arrows, arrow => _rows.TrueForAll(row => row.Length < 2 || row[1] == arrow)))
        {
            throw new EdgeListException(
                file,
                $"writes its edges with '{_rows[0][1]}' between the ends, as Graphviz does; set rhs-column = 2, or "
                + "write a list with tabs between the ends");
        }

        if (_rows.Count > 1 && _width.Delimiter == ColumnDelimiter.Space
            && _rows.TrueForAll(row => row[0].Length > 1 && row[0][^1] == ':'))
        {
            throw new EdgeListException(
                file, "is a list of neighbours ('node: neighbour neighbour'); bring it to one edge a line first");
        }

        if (_width.Delimiter == ColumnDelimiter.Space && ShareOf(row => Array.Exists(row, OpensQuote)) > FewQuotes)
        {
            throw new EdgeListException(
                file,
                "has cells in quotes that hold blanks or other quotes, so blanks do not part its columns; write it "
                + "with tabs between the columns, or as CSV with a quote inside of a cell written twice (\"\")");
        }

        if (_width.ShortWidth is 2 && _wishes.Columns == 2 && NamesBehind(2) > MostNames)
        {
            throw new EdgeListException(
                file,
                "seems to be a list of neighbours (a node, then all its neighbours), because the columns behind the "
                + "second hold names of the first; bring it to one edge a line first");
        }
    }

    /// <summary>What is legal and yet perhaps not meant; whole sentences.</summary>
    public IEnumerable<string> Notes(string file)
    {
        int filled = _rows.Where(row => row.Length <= _width.Usual).Select(FilledColumns).DefaultIfEmpty(0).Max();
        if (_wishes.IsCertain && filled > _wishes.Columns)
        {
            string columns = _wishes.Columns == filled - 1
                ? $"column {_wishes.Columns} is"
                : $"columns {_wishes.Columns} to {_width.Usual - 1} are";
            string neighbours = NamesBehind(_wishes.Columns) > MostNames
                ? " They hold names of the first column, so this may be a list of neighbours; only one of each line is "
                    + "kept then."
                : "";
            yield return $"Lines of {file} have {_width.Usual} columns when parted by {_width.Delimiter.Plural}, and "
                + $"{columns} not read.{neighbours}";
        }

        bool isQuoted = !_width.Delimiter.IsQuoting && _width.Delimiter != ColumnDelimiter.NTriples
            && ShareOf(row => row[0] is ['"', _, .., '"']) > MostNames;
        if (isQuoted)
        {
            yield return $"Names of {file} stand in double quotes, which belong to the names where "
                + $"{_width.Delimiter.Plural} part the columns; write them without quotes, or as CSV.";
        }

        if (_wishes.IsCertain && StandsAboveNumbers() is { } column)
        {
            yield return $"The first line of {file} has '{Short(_rows[0][column])}' in column {column}, and all lines "
                + "behind it have numbers there; set header = true if it names the columns.";
        }
    }

    private static string[] Cells(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        string[] cells = new string[splitter.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = Encoding.UTF8.GetString(splitter.ColumnOf(line, i));
        }

        return cells;
    }

    private static string Short(string cell) => cell.Length <= 40 ? cell : cell[..40] + "…";

    private static int FilledColumns(string[] row) => 1 + Array.FindLastIndex(row, cell => cell.Length > 0);

    private static bool IsNumber(string cell) => ColumnSample.IsNumber(Encoding.UTF8.GetBytes(cell), out _);

    private static bool IsFraction(string cell) =>
        cell.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 && IsNumber(cell);

    private static bool OpensQuote(string cell) =>
        cell.Length > 1 && ((cell[0] == '"' && cell[^1] != '"') || (cell[0] == '\'' && cell[^1] != '\''));

    private double ShareOf(Predicate<string[]> isSo) =>
        _rows.Count == 0 ? 0 : (double)_rows.Count(row => isSo(row)) / _rows.Count;

    private string? AreVectors()
    {
        bool AreNumbers(Predicate<string> isNumber) => _rows.Count > 1
            && _rows.Skip(1).All(row => row.Length == 2 || row.Skip(1).Where(cell => cell.Length > 0).All(
                cell => isNumber(cell)));
        bool isSized = _sizes is { Relations: 0 } sizes && sizes.Dim + 1 == _width.Usual;
        if (isSized && _width.Usual > 2 && AreNumbers(IsNumber))
        {
            return "word2vec's text format (its first line holds the count and the dimension)";
        }

        return _width.Usual >= FewestVectorColumns && _rows.Count > 1 && AreNumbers(IsFraction)
            ? "a table of vectors (a name, then its numbers)"
            : null;
    }

    // Share of the cells from a column on that are names of the first column.
    private double NamesBehind(int from)
    {
        HashSet<string> names = [.. _rows.Select(row => row[0])];
        List<string> behind = [.. _rows.SelectMany(row => row.Skip(from)).Where(cell => cell.Length > 0)];
        return behind.Count == 0 ? 0 : (double)behind.Count(names.Contains) / behind.Count;
    }

    private int? StandsAboveNumbers()
    {
        if (_rows.Count < FewLines || _wishes.Header)
        {
            return null;
        }

        for (int column = 0; column < Math.Min(_rows[0].Length, _wishes.Columns); column++)
        {
            bool areNumbers = _rows.Skip(1).All(row => column < row.Length && IsNumber(row[column]));
            bool isWord = HeaderWords.RoleOf(_rows[0][column]) is not null;
            if (areNumbers && !isWord && !IsNumber(_rows[0][column]))
            {
                return column;
            }
        }

        return null;
    }
}
