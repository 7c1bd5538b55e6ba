using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>The one look of all tables.</summary>
internal static class Tables
{
    /// <summary>An empty table; the first column is words, the others are figures set to the right.</summary>
    public static Table OfFigures(params string[] columns)
    {
        Table table = OfWords(columns);
        for (int column = 1; column < columns.Length; column++)
        {
            table.Columns[column].RightAligned();
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
        console.Write(table);
    }

    /// <summary>Draws a line that stands out.</summary>
    public static void Heading(IAnsiConsole console, string text) => console.MarkupLine($"[bold]{Plain(text)}[/]");

    /// <summary>Text as it is: names may hold the brackets that Spectre reads as colours.</summary>
    public static string Plain(string text) => Markup.Escape(text);
}
