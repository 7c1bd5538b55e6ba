using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class NodeDurabilityTests
{
    [Theory]
    [InlineData("shared", 0)]
    [InlineData("replicate(2)", 2)]
    [InlineData("replicate(16)", 16)]
    public void Durability_says_how_many_nodes_have_what_was_trained(string text, int copies) =>
        Assert.Equal(copies, Read($"node {{ durability = \"{text}\" }}").CountCopies());

    [Theory]
    [InlineData("replicate(1)")]
    [InlineData("replicate(two)")]
    [InlineData("replicate")]
    [InlineData("")]
    public void Any_other_durability_is_refused_and_the_message_has_the_choices(string text)
    {
        SettingsException refused = Assert.Throws<SettingsException>(
            () => Read($"node {{ durability = \"{text}\" }}"));
        Assert.Contains($"'{text}' is no durability", refused.Message, StringComparison.Ordinal);
        Assert.Contains("shared and replicate(N) with N from 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_and_several_seed_nodes_are_refused_together()
    {
        const string Two = """
            node {
              durability = replicate(2), roles = [seed], port = 4700
              seed-nodes = ["127.0.0.1:4700", "10.0.0.2:4700"]
            }
            """;
        SettingsException refused = Assert.Throws<SettingsException>(() => Read(Two));
        Assert.Contains("on the disk of the one seed node, 127.0.0.1:4700", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, Read(Two.Replace("[seed]", "[worker]", StringComparison.Ordinal)).CountCopies());
    }

    [Fact]
    public void An_unknown_role_is_refused_and_the_message_has_the_roles()
    {
        SettingsException refused = Assert.Throws<SettingsException>(() => Read("node { roles = [trainer] }"));
        Assert.Contains(
            "'trainer' is no role; there are seed, worker, partition-server", refused.Message, StringComparison.Ordinal);
    }

    private static NodeSettings Read(string text) => NodeSettingsReader.Read(text, "node.conf");
}
