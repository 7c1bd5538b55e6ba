using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconErrorTests
{
    [Theory]
    [InlineData("a", "1:2: expected '=', ':' or '{' after the key 'a', met the end of the text")]
    [InlineData("a = 1\nb\nc = 2", "3:1: expected '=', ':' or '{' after the key 'b', met 'c'")]
    [InlineData("a = ", "1:5: expected a value, met the end of the text")]
    [InlineData("a = 1 = 2", "1:7: expected a value; text with this character must stand in quotes, met '='")]
    [InlineData("a = user@host", "1:9: expected a value; text with this character must stand in quotes, met '@'")]
    [InlineData("a {\n b = 1", "2:7: expected '}' for the '{' of line 1, met the end of the text")]
    [InlineData("a = [1,\n2", "2:2: expected ']' for the '[' of line 1, met the end of the text")]
    [InlineData("a = [1 }", "1:8: expected a new line or ',' before the next item, met '}'")]
    [InlineData("a = 1 }", "1:7: expected a key, met '}'")]
    [InlineData("a { b = 1 c = 2 }", "1:13: expected a value; text with this character must stand in quotes, met '='")]
    [InlineData("a = 1 ]", "1:7: expected a new line or ',' before the next key, met ']'")]
    [InlineData("{ a = 1 } b", "1:11: expected the end of the text after the closing '}', met 'b'")]
    [InlineData("[1]", "1:1: expected keys: the root must be an object, met '['")]
    [InlineData("a = 1,, b = 2", "1:7: expected a key, met ','")]
    [InlineData("a = \"x", "1:5: a text opened by '\"' is not closed on its line; \"\"\" opens one of many lines")]
    [InlineData("a = \"\"\"x", "1:5: a text opened by \"\"\" is not closed by \"\"\"")]
    [InlineData("a = \"\\q\"", "1:6: unknown escape after '\\'; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")]
    [InlineData("a = \"\\u12\"", "1:6: \\u must be followed by four hexadecimal digits")]
    [InlineData("a..b = 1", "1:3: expected a key, met '.'")]
    [InlineData("a = { b = 1 } [2]", "1:15: array cannot be joined to object")]
    [InlineData("include 5x.conf\nb = 1", "2:1: expected '=', ':' or '{' after the key '\"include 5x\".conf', met 'b'")]
    public void Text_that_is_no_HOCON_is_refused_with_its_place(string text, string message)
    {
        HoconException error = Assert.Throws<HoconException>(() => HoconReader.Read(text, "t.conf"));
        Assert.Equal("t.conf:" + message, error.Message);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    public void Nesting_without_end_is_refused_without_exhausting_the_stack(string level)
    {
        string text = "a = " + string.Concat(Enumerable.Repeat(level, 100_000));
        SettingsException error = Assert.Throws<HoconException>(() => HoconReader.Read(text, "t.conf"));
        Assert.Contains("nested deeper than 128 levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_too_many_elements_is_refused()
    {
        string text = string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1";
        Assert.Throws<HoconException>(() => HoconReader.Read(text, "t.conf"));
    }
}
