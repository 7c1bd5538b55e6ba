using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class ColumnSplitterTests
{
    [Theory]
    [InlineData("a\tb\tc", new[] { "a", "b", "c" })]
    [InlineData("New York\tis in\t USA ", new[] { "New York", "is in", "USA" })]
    [InlineData("a\t\tc\t", new[] { "a", "", "c", "" })]
    [InlineData("\"a\"\tb", new[] { "\"a\"", "b" })]
    public void Tabs_part_columns_and_quotes_mean_nothing(string line, string[] columns) =>
        Assert.Equal(columns, Split(line, ColumnDelimiter.Tab));

    [Theory]
    [InlineData("a b c", new[] { "a", "b", "c" })]
    [InlineData("  a \t b   c  ", new[] { "a", "b", "c" })]
    [InlineData("a", new[] { "a" })]
    public void Runs_of_blanks_and_tabs_part_columns(string line, string[] columns) =>
        Assert.Equal(columns, Split(line, ColumnDelimiter.Space));

    [Theory]
    [InlineData("a,b,c", new[] { "a", "b", "c" })]
    [InlineData("a, b ,c,", new[] { "a", "b", "c", "" })]
    [InlineData("\"Smith, John\",knows,\"Doe\"", new[] { "Smith, John", "knows", "Doe" })]
    [InlineData("\"say \"\"hi\"\"\",\"\"\"\",x", new[] { "say \"hi\"", "\"", "x" })]
    [InlineData("\" kept \",  \"b\"  ,\"\"", new[] { " kept ", "b", "" })]
    [InlineData("a\"b,c", new[] { "a\"b", "c" })]
    [InlineData("\"a\",", new[] { "a", "" })]
    public void Commas_part_columns_and_quotes_are_those_of_rfc_4180(string line, string[] columns) =>
        Assert.Equal(columns, Split(line, ColumnDelimiter.Comma));

    [Theory]
    [InlineData("\"open,b")]
    [InlineData("\"a\"x,b")]
    [InlineData("a,\"b\"\"")]
    public void Quotes_that_do_not_match_are_noticed(string line)
    {
        ColumnSplitter splitter = new(ColumnDelimiter.Comma);
        splitter.Split(Encoding.UTF8.GetBytes(line), 2);

        Assert.True(splitter.HasBrokenQuotes);
    }

    [Fact]
    public void Splitting_stops_behind_the_columns_that_are_wanted()
    {
        ColumnSplitter splitter = new(ColumnDelimiter.Comma);
        splitter.Split("a,b,\"never closed"u8, 2);

        Assert.Equal(2, splitter.Count);
        Assert.False(splitter.HasBrokenQuotes);
    }

    [Fact]
    public void A_delimiter_must_be_decided_first() =>
        Assert.Throws<ArgumentException>(() => new ColumnSplitter(ColumnDelimiter.Auto));

    private static string[] Split(string line, ColumnDelimiter delimiter)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        ColumnSplitter splitter = new(delimiter);
        splitter.Split(bytes, int.MaxValue);
        return [.. Enumerable.Range(0, splitter.Count)
            .Select(index => Encoding.UTF8.GetString(splitter.ColumnOf(bytes, index)))];
    }
}
