using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Tests.Cli.Screens;

public class FiguresTests
{
    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(812, "812")]
    [InlineData(95_123, "95.1 k")]
    [InlineData(1_234_567, "1.23 M")]
    [InlineData(2.5e9, "2.50 G")]
    public void Rates_have_three_digits(double rate, string text) => Assert.Equal(text, Figures.Rate(rate));

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Spans_are_read_at_a_glance(double seconds, string text) =>
        Assert.Equal(text, Figures.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(52_428_800, "50.0 MiB")]
    public void Bytes_have_binary_units(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Fact]
    public void What_JSON_has_no_word_for_becomes_null() => Assert.Null(Figures.Json(double.NaN));
}
