using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconSubstitutionTests
{
    [Theory]
    [InlineData("a = 1\nb = ${a}", "a = 1; b = 1")]
    [InlineData("b = ${a}\na = 1", "b = 1; a = 1")]
    [InlineData("a = 1\nb = ${a}\na = 2", "a = 2; b = 2")]
    [InlineData("a = x\nb = ${a}/y", "a = \"x\"; b = \"x/y\"")]
    [InlineData("a = x\nb = ${a} \"y\" ${a}", "a = \"x\"; b = \"x y x\"")]
    [InlineData("a = 1\nb = ${a}${a}", "a = 1; b = 11")]
    [InlineData("a = ${?none}", "")]
    [InlineData("a = 1\na = ${?none}", "a = 1")]
    [InlineData("a = [${?none}, 1]", "a = [1]")]
    [InlineData("a = x${?none}", "a = \"x\"")]
    [InlineData("a = [1]\nb = ${a} [2]", "a = [1]; b = [1, 2]")]
    [InlineData("b = ${?none} [2]", "b = [2]")]
    [InlineData("a { x = 1 }\nb = ${a} { y = 2 }", "a { x = 1 }; b { x = 1; y = 2 }")]
    [InlineData("a { x = 1 }\nb = ${a}\nb { x = 2 }", "a { x = 1 }; b { x = 2 }")]
    [InlineData("a { x = 1, y = ${a.x} }", "a { x = 1; y = 1 }")]
    [InlineData("a = ${b} { y = ${a.x} }\nb { x = 3 }", "a { x = 3; y = 3 }; b { x = 3 }")]
    [InlineData("p = a\np = ${p}\":b\"", "p = \"a:b\"")]
    [InlineData("p = a\np = ${p}\":b\"\np = ${p}\":c\"", "p = \"a:b:c\"")]
    [InlineData("p = ${?p}x", "p = \"x\"")]
    [InlineData("a { p = [1] }\na { p = ${a.p} [2] }", "a { p = [1, 2] }")]
    [InlineData("a = ${b}\nb = ${c}\nc = 1", "a = 1; b = 1; c = 1")]
    [InlineData("a = ${?a}", "")]
    [InlineData("\"x.y\" = 1\nb = ${\"x.y\"}", "\"x.y\" = 1; b = 1")]
    [InlineData("a = null\nb = ${a}", "a = null; b = null")]
    [InlineData("l = [1]\nl += ${x}\nx = 2", "l = [1, 2]; x = 2")]
    public void Substitutions_mean_what_HOCON_says(string text, string meaning)
    {
        HoconReadOptions noEnvironment = new() { Environment = _ => null };
        Assert.Equal(meaning, HoconReaderTests.OneLine(HoconReader.Read(text, "t.conf", noEnvironment)));
    }

    [Theory]
    [InlineData("a = ${a}", "t.conf:1:5")]
    [InlineData("a = ${b}\nb = ${a}", "t.conf:2:5")]
    [InlineData("a = 1\nb = x ${none}", "t.conf:2:7")]
    [InlineData("a { b = ${a} }", "t.conf:1:9")]
    [InlineData("a = [${a}]", "t.conf:1:6")]
    [InlineData("a { b = ${a.c}, c = ${a.b} }", "t.conf:1:21")]
    [InlineData("a = 1\nb = ${a.c}", "t.conf:2:5")]
    [InlineData("a = [1]\nb = ${a} x", "t.conf:2:10")]
    [InlineData("a { x = 1 }\nb = ${a} [2]", "t.conf:2:10")]
    [InlineData("a = ${", "t.conf:1:7")]
    [InlineData("a = ${b", "t.conf:1:8")]
    [InlineData("a = ${}", "t.conf:1:7")]
    public void A_substitution_that_leads_nowhere_names_its_place(string text, string place)
    {
        HoconReadOptions noEnvironment = new() { Environment = _ => null };
        HoconException error = Assert.Throws<HoconException>(() => HoconReader.Read(text, "t.conf", noEnvironment));
        Assert.Equal(place, error.Problems[0].At.ToString());
    }

    [Fact]
    public void The_environment_answers_what_the_text_does_not()
    {
        HoconReadOptions options = new() { Environment = name => name is "WORKERS" or "a.b" ? "4" : null };
        HoconObject root = HoconReader.Read("workers = ${WORKERS}, x = ${?a.b}, y = ${?NONE}", "t.conf", options);
        Assert.Equal("workers = 4; x = 4", HoconReaderTests.OneLine(root));
        HoconScalar workers = Assert.IsType<HoconScalar>(root.Find("workers"));
        Assert.True(workers.IsInteger);
        Assert.Equal("environment variable WORKERS", workers.At.ToString());
    }

    [Fact]
    public void The_text_goes_before_the_fallback_and_that_before_the_environment()
    {
        HoconReadOptions options = new()
        {
            Environment = _ => "environment",
            Fallback = HoconReader.Read("a = fallback, b = fallback", "below"),
        };
        HoconObject root = HoconReader.Read("a = text, x = ${a}, y = ${b}, z = ${c}", "t.conf", options);
        Assert.Equal(
            "a = \"text\"; x = \"text\"; y = \"fallback\"; z = \"environment\"", HoconReaderTests.OneLine(root));
    }

    [Fact]
    public void A_substitution_that_doubles_forty_times_is_refused_and_not_computed()
    {
        string text = "x0 = ha\n" + string.Concat(
            Enumerable.Range(1, 40).Select(i => $"x{i} = ${{x{i - 1}}}${{x{i - 1}}}\n"));
        HoconException error = Assert.Throws<HoconException>(() => HoconReader.Read(text, "t.conf"));
        Assert.Contains("too large", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_ten_thousand_substitutions_is_refused_without_exhausting_the_stack()
    {
        string text = string.Concat(Enumerable.Range(1, 10_000).Select(i => $"x{i} = ${{x{i + 1}}}\n")) + "x10001 = 1";
        HoconException error = Assert.Throws<HoconException>(() => HoconReader.Read(text, "t.conf"));
        Assert.Contains("nested deeper", error.Message, StringComparison.Ordinal);
    }
}
