using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconIncludeTests
{
    [Theory]
    [InlineData("include \"base.conf\"\nlr = 2", "dim = 10; lr = 2; twice = 10")]
    [InlineData("lr = 2\ninclude \"base.conf\"", "lr = 1; dim = 10; twice = 10")]
    [InlineData("include file(\"base.conf\")", "dim = 10; lr = 1; twice = 10")]
    [InlineData("include required( file( \"base.conf\" ) )", "dim = 10; lr = 1; twice = 10")]
    [InlineData("a { include \"base.conf\" }", "a { dim = 10; lr = 1; twice = 10 }")]
    [InlineData("a.b { include \"base.conf\", dim = 7 }", "a { b { dim = 7; lr = 1; twice = 7 } }")]
    [InlineData("dim = 3\na { include \"root.conf\" }", "dim = 3; a { x = 3 }")]
    [InlineData("dim = 5\nl = [{ include \"root.conf\" }]", "dim = 5; l = [{ x = 5 }]")]
    public void An_included_text_counts_where_it_is_included(string text, string meaning) =>
        Assert.Equal(meaning, HoconReaderTests.OneLine(HoconReader.Read(text, "t.conf", Files())));

    [Fact]
    public void Errors_and_values_name_the_included_file()
    {
        HoconObject root = HoconReader.Read("include \"base.conf\"", "t.conf", Files());
        Assert.Equal("base.conf:2:6", root.Find("lr")!.At.ToString());
        HoconException error = Assert.Throws<HoconException>(
            () => HoconReader.Read("include \"broken.conf\"", "t.conf", Files()));
        Assert.Equal("broken.conf", error.SourceName);
        Assert.Equal(1, error.Line);
    }

    [Fact]
    public void A_missing_file_is_an_error_at_its_name()
    {
        HoconException error = Assert.Throws<HoconException>(
            () => HoconReader.Read("a = 1\ninclude \"none.conf\"", "t.conf", Files()));
        Assert.Equal("t.conf:2:9: included file \"none.conf\" does not exist", error.Message);
    }

    [Fact]
    public void Without_a_loader_an_include_is_refused() =>
        Assert.Throws<HoconException>(() => HoconReader.Read("include \"base.conf\"", "t.conf"));

    [Fact]
    public void A_file_that_includes_itself_is_refused()
    {
        HoconException error = Assert.Throws<HoconException>(
            () => HoconReader.Read("include \"loop.conf\"", "t.conf", Files()));
        Assert.Contains("nested deeper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_relative_to_the_including_file()
    {
        string folder = Directory.CreateTempSubdirectory("biggraph-hocon-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "sub"));
            File.WriteAllText(Path.Combine(folder, "sub", "a.conf"), "include \"b.conf\"");
            File.WriteAllText(Path.Combine(folder, "sub", "b.conf"), "b = 1");
            HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
            HoconObject root = HoconReader.Read("include \"sub/a.conf\"", Path.Combine(folder, "t.conf"), options);
            Assert.Equal("b = 1", HoconReaderTests.OneLine(root));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HoconReadOptions Files()
    {
        Dictionary<string, string> files = new()
        {
            ["base.conf"] = "dim = 10\nlr = 1\ntwice = ${dim}",
            ["root.conf"] = "x = ${dim}",
            ["broken.conf"] = "a = = 1",
            ["loop.conf"] = "include \"loop.conf\"",
        };
        return new HoconReadOptions
        {
            Include = (name, _) => files.TryGetValue(name, out string? text) ? (text, name) : null,
            Environment = _ => null,
        };
    }
}
