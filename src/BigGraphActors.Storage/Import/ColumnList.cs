using System.Text;

namespace BigGraphActors.Storage.Import;

/// <summary>Shows the columns of a line in a message.</summary>
internal static class ColumnList
{
    private const int MostColumns = 8;
    private const int LongestColumn = 40;

    /// <summary>As in <c>2 columns: 0 = 'a', 1 = 'b'</c>; long lines and columns are cut.</summary>
    /// <param name="line">The line that was last split.</param>
    /// <param name="splitter">Holds its columns, all of them.</param>
    public static string Of(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        StringBuilder text = new();
        text.Append(splitter.Count).Append(splitter.Count == 1 ? " column: " : " columns: ");
        for (int i = 0; i < Math.Min(splitter.Count, MostColumns); i++)
        {
            string column = RejectionLog.Shorten(splitter.ColumnOf(line, i));
            string shown = column.Length <= LongestColumn
                ? column
                : string.Concat(column.AsSpan(0, LongestColumn), "…");
            text.Append(i == 0 ? "" : ", ").Append(i).Append(" = '").Append(shown).Append('\'');
        }

        return text.Append(splitter.Count > MostColumns ? ", …" : "").ToString();
    }
}
