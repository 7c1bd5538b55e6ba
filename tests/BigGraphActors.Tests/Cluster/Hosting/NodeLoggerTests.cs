using System.Security.Authentication;
using Akka.Event;
using Akka.Remote.Transport;
using BigGraphActors.Cluster.Hosting;

namespace BigGraphActors.Tests.Cluster.Hosting;

public sealed class NodeLoggerTests
{
    [Theory]
    [InlineData(
        "Error caught channel [[::ffff:10.0.0.1]:4053->[::ffff:10.0.0.2]:50112](Id=3b671832)", "10.0.0.2")]
    [InlineData("connection with [[2001:db8::7]:44]", "2001:db8::7")]
    [InlineData("AssociationError [akka.tcp://x@10.0.0.1:1] -> akka.tcp://x@10.0.0.2:4053: Error []", "10.0.0.2:4053")]
    [InlineData("address [akka.ssl.tcp://x@node-7:4053]. Address is now gated", "node-7:4053")]
    [InlineData("something else", "a peer")]
    public void The_peer_of_a_complaint_is_found_in_its_text(string text, string peer) =>
        Assert.Equal(peer, NodeLogger.PeerOf(new Warning("source", typeof(InvalidAssociationException), text)));

    [Fact]
    public void An_actors_own_words_have_no_peer_and_are_all_written() => Assert.Null(
        NodeLogger.PeerOf(new Warning("source", typeof(NodeLogger), "10.0.0.1:4053 is late")));

    [Fact]
    public void A_failure_is_one_line_with_its_cause_and_without_a_stack()
    {
        Error happened = new(
            new IOException("outer", new AuthenticationException("the cause\nand more")),
            "source",
            typeof(InvalidAssociationException),
            "TLS exception on channel [[::1]:4053->[::1]:50112](Id=3b671832)\nFailed\n");
        Assert.Equal("warning: a connection with ::1 failed: the cause", NodeLogger.LineOf(happened));
        Assert.Equal("error: first: why", NodeLogger.LineOf(
            new Error(new IOException("why"), "source", typeof(NodeLogger), "first\nsecond")));
        string longest = NodeLogger.LineOf(new Info("source", typeof(NodeLogger), new string('x', 10_000)));
        Assert.InRange(longest.Length, 100, 500);
    }

    [Fact]
    public void A_peer_is_written_about_once_in_a_while_and_many_peers_not_all()
    {
        SteppedTime time = new();
        LogRate rate = new(time, TimeSpan.FromSeconds(10), most: 3);
        Assert.True(rate.Admits("a"));
        Assert.False(rate.Admits("a"));
        Assert.True(rate.Admits("b"));
        Assert.True(rate.Admits("c"));
        Assert.False(rate.Admits("d"));
        Assert.True(rate.Admits(null));
        time.Now += TimeSpan.FromSeconds(10);
        Assert.True(rate.Admits("d"));
        Assert.True(rate.Admits("a"));
    }

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
