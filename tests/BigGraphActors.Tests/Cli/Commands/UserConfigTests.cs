using BigGraphActors.Cli.Commands;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

public sealed class UserConfigTests
{
    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.enable-ssl = true", "node.tls-certificate")]
    [InlineData("akka { remote.dot-netty.tcp { ssl { suppress-validation = true } } }", "node.tls-authority")]
    [InlineData("akka.cluster.seed-nodes = []", "node.seed-nodes")]
    public void What_the_nodes_own_keys_decide_is_not_set_behind_their_back(string text, string key)
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("node.conf");
        File.WriteAllText(path, "biggraph { node { } }\n" + text);
        SettingsException refused = Assert.Throws<SettingsException>(() => UserConfig.Of(path));
        Assert.StartsWith($"{path}:2:", refused.Message, StringComparison.Ordinal);
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_keys_of_akka_are_handed_on()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("node.conf");
        File.WriteAllText(path, "akka.cluster.gossip-interval = 7s");
        Assert.Contains("7s", UserConfig.Of(path), StringComparison.Ordinal);
    }
}
