using Akka.Configuration;

namespace BigGraphActors.ActorRuntime.Tests.Configuration;

public sealed class ConfigTests
{
    private static readonly Config Sample = ConfigurationFactory.ParseString("""
        a {
          text = "hello"
          number = 42
          share = 0.5
          yes = on
          wait = 1.5s
          long = 20 seconds
          size = 128KiB
          list = ["one", "two"]
          below { deep = 1 }
        }
        """);

    [Fact]
    public void Values_are_read_by_path_and_kind()
    {
        Assert.Equal("hello", Sample.GetString("a.text"));
        Assert.Equal(42, Sample.GetInt("a.number"));
        Assert.Equal(0.5, Sample.GetDouble("a.share"));
        Assert.True(Sample.GetBoolean("a.yes"));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Sample.GetTimeSpan("a.wait"));
        Assert.Equal(TimeSpan.FromSeconds(20), Sample.GetTimeSpan("a.long"));
        Assert.Equal(128 * 1024, Sample.GetByteSize("a.size", null));
        Assert.Equal(["one", "two"], Sample.GetStringList("a.list"));
        Assert.Equal(1, Sample.GetConfig("a.below").GetInt("deep"));
    }

    [Fact]
    public void A_missing_value_is_the_default()
    {
        Assert.False(Sample.HasPath("a.nothing"));
        Assert.Equal("given", Sample.GetString("a.nothing", "given"));
        Assert.Equal(7, Sample.GetInt("a.nothing", 7));
    }

    [Fact]
    public void A_fallback_completes_and_does_not_replace()
    {
        var both = ConfigurationFactory.ParseString("a { number = 1, own = 2 }").WithFallback(Sample);
        Assert.Equal(1, both.GetInt("a.number"));
        Assert.Equal(2, both.GetInt("a.own"));
        Assert.Equal("hello", both.GetString("a.text"));
    }
}
