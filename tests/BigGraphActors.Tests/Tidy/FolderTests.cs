namespace BigGraphActors.Tests.Tidy;

/// <summary>Which folders of a project use which.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("BigGraphActors.Schema")]
    [InlineData("BigGraphActors.Numerics")]
    [InlineData("BigGraphActors.Storage")]
    [InlineData("BigGraphActors.Engine")]
    [InlineData("BigGraphActors.Cluster")]
    [InlineData("BigGraphActors.Cli")]
    public void Folders_use_each_other_in_one_direction(string project)
    {
        ILookup<string, string> uses = (
            from file in SourceTree.Code(Path.Combine("src", project))
            let folder = file.Path.Split('/', '\\')[2]
            from line in file.Lines
            where line.StartsWith($"using {project}.", StringComparison.Ordinal)
            let used = line[($"using {project}.".Length)..].Split('.', ';')[0]
            where used != folder
            select (folder, used)).Distinct().ToLookup(use => use.folder, use => use.used);
        Assert.NotEmpty(uses);

        // A folder that uses none of those that are left can be taken away; in a circle none can.
        HashSet<string> left = [.. uses.Select(use => use.Key)];
        while (left.RemoveWhere(folder => !uses[folder].Any(left.Contains)) > 0)
        {
        }

        Assert.True(left.Count == 0, $"in a circle, or behind one: {string.Join(", ", left)}");
    }
}
