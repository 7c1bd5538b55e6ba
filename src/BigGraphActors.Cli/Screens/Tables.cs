using Spectre.Console;
using Spectre.Console.Rendering;

namespace BigGraphActors.Cli.Screens;

/// <summary>The one look of all tables.</summary>
internal static class Tables
{
    // Wider than any table, and small enough to be added to.
    private const int Unbounded = 1_000_000;

    // A blank on either side of a cell, and the line behind it.
    private const int FrameColumns = 3;

    /// <summary>An empty table; the first column is words, the others are figures set to the right.</summary>
    public static Table OfFigures(params string[] columns)
    {
        Table table = OfWords(columns);
        for (int column = 1; column < columns.Length; column++)
        {
            table.Columns[column].RightAligned().NoWrap = true;
        }

        return table;
    }

    /// <summary>An empty table whose columns are all words.</summary>
    public static Table OfWords(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        for (int column = 0; column < columns.Length; column++)
        {
            table.AddColumn(new TableColumn(Plain(columns[column])) { NoWrap = column == 0 });
        }

        return table;
    }

    /// <summary>Draws a table under a title of its own line.</summary>
    public static void Draw(IAnsiConsole console, string title, Table table)
    {
        Heading(console, title);
        Write(console, table);
    }

    /// <summary>
    /// Draws a table; where the screen is too narrow for it, each row becomes lines of a name and a value.
    /// </summary>
    /// <remarks>A table counts as too wide when a figure or a word of it would be broken.</remarks>
    public static void Write(IAnsiConsole console, Table table)
    {
        var options = RenderOptions.Create(console, console.Profile.Capabilities);
        if (LeastWidth(table, options) <= console.Profile.Width)
        {
            console.Write(table);
            return;
        }

        string[] names = [.. table.Columns.Select(column => TextOf(column.Header, options))];
        int widest = names.Skip(1).Max(name => name.Length);
        bool isPairs = names.Length == 2;
        if (isPairs)
        {
            WriteLine(console, $"{names[0]}  {names[1]}".TrimEnd());
        }

        foreach (TableRow row in table.Rows)
        {
            string[] cells = [.. row.Select(cell => TextOf(cell, options))];
            if (isPairs)
            {
                WriteLine(console, $"  {cells[0]}: {cells[1]}");
                continue;
            }

            WriteLine(console, $"{names[0]}: {cells[0]}");
            foreach (int column in Enumerable.Range(1, cells.Length - 1).Where(column => cells[column].Length > 0))
            {
                WriteLine(console, $"  {names[column].PadRight(widest)}  {cells[column]}");
            }
        }
    }

    /// <summary>Draws a line that stands out.</summary>
    public static void Heading(IAnsiConsole console, string text) => console.MarkupLine($"[bold]{Plain(text)}[/]");

    /// <summary>Text as it is: names may hold the brackets that Spectre reads as colours.</summary>
    /// <remarks>A control character becomes its picture (␛ for escape): a name must not steer the terminal.</remarks>
    public static string Plain(string text) => Markup.Escape(Visible(text));

    /// <summary>The same text with every control character but line breaks and tabs as its picture.</summary>
    public static string Visible(string text) => text.Any(IsHidden)
        ? string.Concat(text.Select(letter => IsHidden(letter) ? Picture(letter) : letter))
        : text;

    private static bool IsHidden(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');

    // Unicode has a picture for each control character of ASCII, and none for those of Latin-1.
    private static char Picture(char control) => control switch
    {
        < ' ' => (char)('\u2400' + control),
        '\u007f' => '\u2421',
        _ => '\ufffd',
    };

    // Each column with its frame, no figure and no word of it broken.
    private static int LeastWidth(Table table, RenderOptions options) => 1 + table.Columns
        .Select((column, index) => table.Rows
            .Select(row => TextOf(row.ElementAt(index), options))
            .Append(TextOf(column.Header, options))
            .Max(text => column.NoWrap ? text.Length : text.Split(' ').Max(word => word.Length)))
        .Sum(width => width + FrameColumns);

    private static string TextOf(IRenderable cell, RenderOptions options) =>
        string.Concat(cell.Render(options, Unbounded).Where(part => !part.IsLineBreak).Select(part => part.Text));

    // Not through the console's own lines: it would break a long path in two, which the window does by itself.
    private static void WriteLine(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}
