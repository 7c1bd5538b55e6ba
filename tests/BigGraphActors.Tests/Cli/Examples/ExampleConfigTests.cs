using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Examples;

public class ExampleConfigTests
{
    [Fact]
    public void Paths_follow_the_directory()
    {
        string text = ExampleConfig.Text(DotnetExample.FilesIn("/some/where else"));

        Assert.Contains("checkpoint_path = \"/some/where else/model\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"" + DotnetExample.DefaultDirectory, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_names_each_relation_with_its_entity_types()
    {
        string text = ExampleConfig.Text(DotnetExample.FilesIn(DotnetExample.DefaultDirectory));

        Assert.All(
            DotnetRelations.All,
            relation => Assert.Contains(
                $"{{ name = {relation.Name}, lhs = {relation.Lhs}, rhs = {relation.Rhs}, ",
                text,
                StringComparison.Ordinal));
    }
}
