using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconReaderTests
{
    [Theory]
    [InlineData("a = 1", "a = 1")]
    [InlineData("a : 1", "a = 1")]
    [InlineData("{a:1}", "a = 1")]
    [InlineData(" { \"a\" : 1 , } ", "a = 1")]
    [InlineData("a.b.c = x", "a { b { c = \"x\" } }")]
    [InlineData("a { b = 1 }", "a { b = 1 }")]
    [InlineData("a { b = 1 }, c = 2", "a { b = 1 }; c = 2")]
    [InlineData("\"a.b\".c = 1", "\"a.b\" { c = 1 }")]
    [InlineData("a b = 1", "\"a b\" = 1")]
    [InlineData("\"a\" = 1", "a = 1")]
    [InlineData("a\n=\n1", "a = 1")]
    [InlineData("a = 1\na = 2", "a = 2")]
    [InlineData("a { x = 1, y = 1 }\na { y = 2 }", "a { x = 1; y = 2 }")]
    [InlineData("a { x = 1 }\na = 3\na { y = 2 }", "a { y = 2 }")]
    [InlineData("a = { x = 1 } { y = 2 }", "a { x = 1; y = 2 }")]
    [InlineData("a = [1, 2\n3,\n]", "a = [1, 2, 3]")]
    [InlineData("a = [1] [2]", "a = [1, 2]")]
    [InlineData("a = [[], {}]", "a = [[], {}]")]
    [InlineData("a = []\na += 1\na += b", "a = [1, \"b\"]")]
    [InlineData("a += 1", "a = [1]")]
    [InlineData("x = [{ a += 1, a += 2 }]", "x = [{ a = [1, 2] }]")]
    [InlineData("a = one \"two\" 3 // four", "a = \"one two 3\"")]
    [InlineData("# only\n// comments\n", "")]
    [InlineData("a = data/edges.tsv", "a = \"data/edges.tsv\"")]
    [InlineData("a = 1e+5", "a = 1e+5")]
    [InlineData("a = \"\"\"x\n\"y\" \\n\"\"\"", "a = \"x\\n\\\"y\\\" \\\\n\"")]
    [InlineData("a = \"\"\"q\"\"\"\"", "a = \"q\\\"\"")]
    [InlineData("a = \"\\u0041\\n\\/\"", "a = \"A\\n/\"")]
    [InlineData("\uFEFFa = 1", "a = 1")]
    [InlineData("a = 1\r\nb = 2\r\n", "a = 1; b = 2")]
    [InlineData("includes = 1", "includes = 1")]
    [InlineData("include = 1", "\"include\" = 1")]
    [InlineData("", "")]
    public void Texts_mean_what_HOCON_says(string text, string meaning) =>
        Assert.Equal(meaning, OneLine(HoconReader.Read(text, "t.conf")));

    [Theory]
    [InlineData("1", "integer")]
    [InlineData("-7", "integer")]
    [InlineData("1.5", "number")]
    [InlineData("1e-05", "number")]
    [InlineData("1.", "text")]
    [InlineData("\"1\"", "text")]
    [InlineData("true", "truth value")]
    [InlineData("\"true\"", "text")]
    [InlineData("yes", "text")]
    [InlineData("null", "null")]
    [InlineData("\"null\"", "text")]
    [InlineData("nullable", "text")]
    [InlineData("[]", "array")]
    [InlineData("{}", "object")]
    public void Spelling_decides_the_kind(string value, string kind) =>
        Assert.Equal(kind, HoconReader.Read($"a = {value}", "t.conf").Find("a")!.Kind);

    [Fact]
    public void Space_within_a_value_is_kept_and_space_around_it_is_not() =>
        Assert.Equal("one \t two", Scalar(HoconReader.Read("a =  one \t two  # three", "t.conf"), "a").Text);

    [Fact]
    public void Every_value_and_key_knows_its_place()
    {
        HoconObject root = HoconReader.Read("# first\na {\n  b = [1,\n    two]\n}\n", "x.conf");
        HoconObject a = Assert.IsType<HoconObject>(root.Find("a"));
        HoconArray b = Assert.IsType<HoconArray>(a.Find("b"));
        Assert.Equal("x.conf:2:1", root.FieldOf("a")!.At.ToString());
        Assert.Equal("x.conf:3:3", a.FieldOf("b")!.At.ToString());
        Assert.Equal("x.conf:3:7", b.At.ToString());
        Assert.Equal("x.conf:4:5", b[1].At.ToString());
    }

    [Fact]
    public void A_place_is_that_of_the_definition_that_counts()
    {
        HoconObject root = HoconReader.Read("a = 1\nb = 0\na = 2", "x.conf");
        Assert.Equal("x.conf:3:1", root.FieldOf("a")!.At.ToString());
        Assert.Equal(["a", "b"], root.Fields.Select(field => field.Key));
    }

    [Fact]
    public void A_path_with_quotes_finds_a_key_with_dots()
    {
        HoconObject root = HoconReader.Read("a { \"b.c\" { d = 1 } }", "x.conf");
        Assert.Equal("1", Assert.IsType<HoconScalar>(root.Find("a.\"b.c\".d")).Text);
        Assert.Null(root.Find("a.b.c.d"));
        Assert.Null(root.Find("a.\"b.c\".d.e"));
        Assert.Throws<ArgumentException>(() => root.Find("a..b"));
        Assert.Throws<ArgumentException>(() => root.Find(""));
    }

    [Fact]
    public void A_fallback_fills_only_what_is_missing()
    {
        HoconObject above = HoconReader.Read("a { x = 1 }, b = 2, c = null", "above");
        HoconObject below = HoconReader.Read("d = 4, a { x = 9, y = 3 }, b { z = 1 }, c = 5", "below");
        Assert.Equal("a { x = 1; y = 3 }; b = 2; c = null; d = 4", OneLine(above.WithFallback(below)));
    }

    [Fact]
    public void Numbers_are_read_exactly_or_not_at_all()
    {
        HoconObject root = HoconReader.Read(
            "a = 9223372036854775807, b = 9223372036854775808, c = 1e999, d = 0.1", "t");
        Assert.True(Scalar(root, "a").TryGetInt64(out long most));
        Assert.Equal(long.MaxValue, most);
        Assert.False(Scalar(root, "b").TryGetInt64(out _));
        Assert.False(Scalar(root, "c").TryGetDouble(out _));
        Assert.True(Scalar(root, "d").TryGetDouble(out double tenth));
        Assert.Equal(0.1, tenth);
        Assert.False(Scalar(root, "d").TryGetInt64(out _));
    }

    internal static string OneLine(HoconObject root)
    {
        string text = HoconWriter.Write(root).TrimEnd('\n').Replace("\n", "; ", StringComparison.Ordinal);
        return string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Replace("{; ", "{ ", StringComparison.Ordinal)
            .Replace("; }", " }", StringComparison.Ordinal);
    }

    private static HoconScalar Scalar(HoconObject root, string path) => Assert.IsType<HoconScalar>(root.Find(path));
}
