using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>What a list turned out to be: its shape, and what stands before its first edge.</summary>
/// <remarks>
/// It changes until the first edge is found, while blocks are parsed one after the other. From then on it stays as it
/// is, and many threads read it.
/// </remarks>
internal sealed class EdgeListHead(string path, ImportSettings settings)
{
    /// <summary>The list, as the user named it.</summary>
    public string Path => path;

    /// <summary>Which column is what.</summary>
    public ImportColumns Columns { get; } = new(settings);

    /// <summary>What begins a comment; may be empty.</summary>
    public byte[] Comment { get; private set; } = Encoding.UTF8.GetBytes(settings.Comment);

    /// <summary>The shape; none before the first block.</summary>
    public ListShape? Shape { get; private set; }

    /// <summary>The columns of a table's schema; empty for a text.</summary>
    public IReadOnlyList<TableColumn> Table { get; private set; } = [];

    /// <summary>How text becomes records.</summary>
    public RecordRules Rules { get; private set; } = new(ColumnDelimiter.Tab, []);

    /// <summary>Columns of a usual line; none where every line has the same, as in a table.</summary>
    public int? Width => Shape!.Width >= Columns.Needed ? Shape.Width : null;

    /// <summary>What parts the columns; decided once the first block is there.</summary>
    public ColumnDelimiter Delimiter => Shape?.Delimiter ?? settings.Delimiter;

    /// <summary>Whether the next line that is no comment names the columns.</summary>
    public bool IsHeaderDue { get; set; } = settings.Header;

    /// <summary>Whether the next line that is no comment gives sizes.</summary>
    public bool IsSizeDue { get; set; }

    /// <summary>Whether no edge was found so far.</summary>
    public bool IsFirstEdgeDue { get; set; } = true;

    /// <summary>The line that names the columns; empty where there is none.</summary>
    public byte[] Header { get; set; } = [];

    /// <summary>Entries that a line of sizes names; none without such a line.</summary>
    public long? Entries { get; set; }

    /// <summary>The numbers of the first edge, where it has nothing else.</summary>
    public long[]? FirstSizes { get; set; }

    /// <summary>The first edge reads like the names of columns.</summary>
    public bool HasHeaderWords { get; set; }

    /// <summary>The list is a table, which has neither comments nor a line of names.</summary>
    public void BeTable(IReadOnlyList<TableColumn> columns) =>
        (Shape, Comment, IsHeaderDue, Table) = (ListShape.Table, [], false, columns);

    /// <summary>Decides the shape by the first text, where it is not decided.</summary>
    /// <param name="text">From the start of the list.</param>
    /// <param name="toleratesMany">Whether somebody said how many lines may be rejected.</param>
    /// <returns>Bytes at its start that are no lines of the list: a mark, and a line that is skipped.</returns>
    /// <exception cref="EdgeListException">The text is no edge list.</exception>
    public int Start(ReadOnlySpan<byte> text, bool toleratesMany)
    {
        int skipped = text.StartsWith(TextFormat.Utf8Mark) ? TextFormat.Utf8Mark.Length : 0;
        if (Shape is null)
        {
            text = text[skipped..];
            ForeignText.Refuse(path, text);
            Shape = ListShapeGuess.Of(
                path,
                text,
                new ListWishes(settings.Delimiter, Comment, settings.Header, Columns.Needed, Columns.All)
                {
                    ToleratesMany = toleratesMany,
                });
            skipped += Shape.SkippedBytes;
        }

        IsSizeDue = Shape.HasSizeLine;
        IsHeaderDue &= !IsSizeDue;
        Rules = new RecordRules(Shape.Delimiter, Comment);
        return skipped;
    }

    /// <summary>The names of columns, where the first line or a schema gives them.</summary>
    public string?[] NamesOf(params int[] columns)
    {
        if (Table.Count > 0)
        {
            return [.. columns.Select(column => column < Table.Count ? Table[column].Name : null)];
        }

        if (Header.Length == 0)
        {
            return new string?[columns.Length];
        }

        ColumnSplitter splitter = new(Rules.Delimiter);
        splitter.Split(Header, Columns.Needed);
        return splitter.Count < Columns.Needed
            ? new string?[columns.Length]
            : [.. columns.Select(column => Encoding.UTF8.GetString(splitter.ColumnOf(Header, column)))];
    }
}
