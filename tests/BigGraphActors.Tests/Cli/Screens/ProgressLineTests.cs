using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Tests.Cli.Screens;

public class ProgressLineTests
{
    [Fact]
    public void The_line_tells_how_far_how_fast_and_how_long_still() => Assert.Equal(
        "epoch 1/2: 250,000 of 1,000,000 edges (25.0 %), 125 k edges/s, 6 s left",
        ProgressLine.Compose("epoch 1/2", 250_000, 1_000_000, "edges", TimeSpan.FromSeconds(2)));

    [Fact]
    public void Without_a_known_whole_the_line_makes_no_promise() => Assert.Equal(
        "reading: 500 edges, 250 edges/s",
        ProgressLine.Compose("reading", 500, 0, "edges", TimeSpan.FromSeconds(2)));

    [Fact]
    public void The_share_of_bytes_tells_the_time_left() => Assert.Equal(
        "reading a.tsv: 500 edges (50.0 %), 250 edges/s, 2 s left",
        ProgressLine.Compose("reading a.tsv", (1000L, 2000L), 500, "edges", TimeSpan.FromSeconds(2)));

    [Fact]
    public void Nothing_is_written_where_nobody_watches()
    {
        using var writer = new StringWriter();
        var line = new ProgressLine(writer, isWindow: false, TimeProvider.System);

        line.Report("epoch", 1, 2, "edges", TimeSpan.FromSeconds(1));
        line.Clear();

        Assert.Empty(writer.ToString());
    }

    [Fact]
    public void A_shorter_line_leaves_nothing_of_the_longer_one_before_it()
    {
        using var writer = new StringWriter();
        var clock = new SteppingClock();
        var line = new ProgressLine(writer, isWindow: true, clock);

        line.Report("a long name", 1, 0, "edges", TimeSpan.Zero);
        clock.Step(TimeSpan.FromSeconds(1));
        line.Report("short", 1, 0, "edges", TimeSpan.Zero);

        Assert.Equal("\ra long name: 1 edges\rshort: 1 edges      ", writer.ToString());
    }

    [Fact]
    public void Reports_within_a_tenth_of_a_second_are_not_drawn()
    {
        using var writer = new StringWriter();
        var line = new ProgressLine(writer, isWindow: true, new SteppingClock());

        line.Report("first", 1, 0, "edges", TimeSpan.Zero);
        line.Report("second", 2, 0, "edges", TimeSpan.Zero);

        Assert.Equal("\rfirst: 1 edges", writer.ToString());
    }

    private sealed class SteppingClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
