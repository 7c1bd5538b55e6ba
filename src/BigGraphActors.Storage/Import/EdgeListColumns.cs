using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Finds columns of edge lists by their names.</summary>
public static class EdgeListColumns
{
    /// <summary>The number of a named column, from 0: of a Parquet file's schema, or of a text's first line.</summary>
    /// <param name="files">The edge lists, at least one; the column must have the same place in all.</param>
    /// <param name="name">As the schema or the first line has it.</param>
    /// <param name="import">How text is read; its columns do not matter.</param>
    /// <param name="stop">Ends the search with an exception.</param>
    /// <exception cref="EdgeListException">When a list has no such column, or has it elsewhere.</exception>
    public static int Find(IReadOnlyList<string> files, string name, ImportSettings import, CancellationToken stop)
    {
        int first = FindIn(files[0], name, import, stop);
        foreach (string other in files.Skip(1))
        {
            int at = FindIn(other, name, import, stop);
            if (at != first)
            {
                throw new EdgeListException(
                    other,
                    $"has '{name}' as column {at}, but {files[0]} as column {first}; one import reads all lists alike");
            }
        }

        return first;
    }

    /// <summary>Whether a list is a text, whose columns have names only where its first line gives them.</summary>
    /// <exception cref="EdgeListException">The list is a pipe, whose first line could not be read twice.</exception>
    public static bool AreNamesInFirstLine(string file)
    {
        using FileStream stream = File.OpenRead(file);
        if (!stream.CanSeek)
        {
            throw new EdgeListException(
                file, "is a pipe, which can be read only once; give its columns by number, from 0");
        }

        byte[] start = new byte[TextFormat.PeekBytes];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return !TextFormat.IsParquet(start.AsSpan(0, length));
    }

    private static int FindIn(string file, string name, ImportSettings import, CancellationToken stop)
    {
        IReadOnlyList<string> columns = NamesOf(file, import, stop);
        int at = columns.Index().Where(column => column.Item == name).Select(column => column.Index).FirstOrDefault(-1);
        return at >= 0
            ? at
            : throw new EdgeListException(
                file,
                $"has no column '{name}'; it has {string.Join(", ", columns.Select(column => $"'{column}'"))}. "
                + "Columns can also be given by number, from 0");
    }

    private static List<string> NamesOf(string file, ImportSettings import, CancellationToken stop)
    {
        using TextBlockReader reader = new(file, stop);
        return reader.IsParquet ? [.. reader.Columns.Select(column => column.Name)] : FirstLine(file, reader, import);
    }

    private static List<string> FirstLine(string file, TextBlockReader reader, ImportSettings import)
    {
        TextBlock block = reader.Blocks().FirstOrDefault()
            ?? throw new EdgeListException(file, "the file is empty; an edge list has one edge a line");
        ReadOnlySpan<byte> text = block.Text;
        text = text.StartsWith(TextFormat.Utf8Mark) ? text[TextFormat.Utf8Mark.Length..] : text;
        ForeignText.Refuse(file, text);
        byte[] comment = Encoding.UTF8.GetBytes(import.Comment);
        ListShape shape = ListShapeGuess.Of(
            file, text, new ListWishes(import.Delimiter, comment, Header: true, Columns: 2, Used: []));
        TextRecords records = new(
            text[shape.SkippedBytes..], new RecordRules(shape.Delimiter, comment), isEnd: true);
        while (records.MoveNext())
        {
            if (!records.IsBlank && !records.StartsWith(comment) && !records.StartsWith(shape.LeadingMark))
            {
                ColumnSplitter splitter = new(shape.Delimiter);
                splitter.Split(records.Current, int.MaxValue);
                return Cells(records.Current, splitter);
            }
        }

        throw new EdgeListException(file, "has no first line that could name its columns");
    }

    private static List<string> Cells(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        List<string> cells = [];
        for (int i = 0; i < splitter.Count; i++)
        {
            cells.Add(Encoding.UTF8.GetString(splitter.ColumnOf(line, i)));
        }

        return cells;
    }
}
