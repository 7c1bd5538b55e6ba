using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;
using BigGraphActors.ActorRuntime.Tests.Actors;
using BigGraphActors.ActorRuntime.Tests.Remote;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>What the subset refuses or warns of, and Akka.NET's packages do not.</summary>
public sealed class LimitsTests() : TestKit(RemoteNode.Settings(0, Unbind), "remote")
{
    private const string Unbind = "akka.actor.serialization-bindings = null";

    [Fact]
    public void Encryption_is_refused_and_not_half_done()
    {
        var refusal = Assert.Throws<ConfigurationException>(
            () => RemoteNode.Start(0, "akka.remote.dot-netty.tcp.enable-ssl = on"));
        Assert.Contains("enable-ssl", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_bound_to_every_class_unless_asked_for()
    {
        using var other = RemoteNode.Start();
        var echo = RemoteNode.From(Sys, other, other.ActorOf(Props.Create(() => new EchoActor())));
        Sys.EventStream.Subscribe<Error>(TestActor);
        echo.Tell(new Unbound("no"));
        Assert.Contains("Unbound", ExpectMsg<Error>().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serializers_and_bindings_that_cannot_be_loaded_are_warned_of_at_the_start_and_left_out()
    {
        WarningLog.Lines.Clear();
        var system = ActorSystem.Create("remote", ConfigurationFactory.ParseString("""
            akka {
              loggers = ["BigGraphActors.ActorRuntime.Tests.Subset.WarningLog, BigGraphActors.ActorRuntime.Tests"]
              actor.serializers.gone = "Nowhere.Serializer, Nowhere"
              actor.serialization-bindings = null
              actor.serialization-bindings {
                "Nowhere.Message, Nowhere" = note
                "System.Version" = gone
              }
            }
            """).WithFallback(RemoteNode.Settings()));
        var echo = RemoteNode.From(Sys, system, system.ActorOf(Props.Create(() => new EchoActor())));
        echo.Tell("all else goes on");
        ExpectMsg("all else goes on");
        await system.Terminate();
        Assert.All(new[] { "'gone'", "'Nowhere.Message, Nowhere'", "non existing serializer: 'gone'" },
            static part => Assert.Contains(WarningLog.Lines, line => line.Contains(part, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0.0.0.0", 1)]
    [InlineData("127.0.0.1", 0)]
    public async Task A_node_bound_beyond_loopback_warns_once_that_it_is_not_for_production(string host, int warnings)
    {
        WarningLog.Lines.Clear();
        var system = ActorSystem.Create("exposed", ConfigurationFactory.ParseString($$"""
            akka {
              loggers = ["BigGraphActors.ActorRuntime.Tests.Subset.WarningLog, BigGraphActors.ActorRuntime.Tests"]
              actor.provider = remote
              remote.dot-netty.tcp { hostname = "{{host}}", public-hostname = "127.0.0.1", port = 0 }
            }
            """));
        await system.Terminate();
        Assert.Equal(warnings, WarningLog.Lines.Count(line => line.Contains("ActorRuntime=akka",
            StringComparison.Ordinal)));
    }
}
