using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconQuantityTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData("1.5 s", 1500)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("250", 250)]
    [InlineData("3us", 0.003)]
    [InlineData("1000000ns", 1)]
    [InlineData("-1s", -1000)]
    [InlineData("infinite", -1)]
    public void Durations_are_read(string text, double milliseconds)
    {
        Assert.True(HoconQuantity.TryParseDuration(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("16MiB", 16L << 20)]
    [InlineData("1048576b", 1_048_576)]
    [InlineData("128", 128)]
    [InlineData("1kB", 1000)]
    [InlineData("1k", 1024)]
    [InlineData("2 GiB", 2L << 30)]
    [InlineData("1.5K", 1536)]
    [InlineData("3MB", 3_000_000)]
    public void Sizes_are_read(string text, long bytes)
    {
        Assert.True(HoconQuantity.TryParseSize(text, out long size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5 parsecs")]
    [InlineData("1,5s")]
    [InlineData("1e300d")]
    [InlineData("NaN s")]
    public void Other_text_is_no_duration(string text) => Assert.False(HoconQuantity.TryParseDuration(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1PiBs")]
    [InlineData("1e30")]
    public void Other_text_is_no_size(string text) => Assert.False(HoconQuantity.TryParseSize(text, out _));
}
