using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class CopyFolderTests : IDisposable
{
    private const string Identity = "3f0c";
    private readonly string _disk = Directory.CreateTempSubdirectory("biggraph-copies-").FullName;

    public void Dispose() => Directory.Delete(_disk, recursive: true);

    [Fact]
    public void Nodes_of_one_machine_take_folders_of_their_own_and_the_next_life_finds_the_last_ones()
    {
        using CopyFolder first = CopyFolder.Open(_disk, Identity);
        string second;
        using (CopyFolder other = CopyFolder.Open(_disk, Identity))
        {
            second = other.Root;
        }

        using CopyFolder again = CopyFolder.Open(_disk, Identity);
        Assert.NotEqual(first.Root, second);
        Assert.Equal(second, again.Root);
    }

    [Fact]
    public void Copies_of_another_checkpoint_are_not_seen()
    {
        using CopyFolder one = CopyFolder.Open(_disk, Identity);
        Put(one, "working/embeddings_user_0.p0.t7.h5");
        using CopyFolder other = CopyFolder.Open(_disk, "another");
        Assert.Equal("", other.FirstOf(["working/embeddings_user_0.p0.t7.h5"]));
    }

    [Fact]
    public void What_came_before_a_pass_is_forgotten_and_later_copies_stay()
    {
        using CopyFolder folder = CopyFolder.Open(_disk, Identity);
        string[] old = ["working/embeddings_user_0.p3.t7.h5", "embeddings_user_0.v4.h5", "model.v4.h5"];
        string[] young = ["working/embeddings_user_0.p4.t8.h5", "embeddings_user_0.v5.h5", "checkpoint_version.txt"];
        Array.ForEach([.. old, .. young], name => Put(folder, name));
        folder.Forget(new ForgetCopies([], 4));
        Assert.All(old, name => Assert.Equal("", folder.FirstOf([name])));
        Assert.All(young, name => Assert.Equal(name, folder.FirstOf([name])));
    }

    [Fact]
    public void A_type_may_be_called_anything_that_a_file_may()
    {
        using CopyFolder folder = CopyFolder.Open(_disk, Identity);
        const string Name = "working/embeddings_größe (cm), übrig_0.p3.t7.h5";
        Put(folder, Name);
        Assert.Equal(Name, folder.FirstOf([Name]));
    }

    [Theory]
    [InlineData("checkpoint_version.txt")]
    [InlineData("embeddings_user_0.v1.h5")]
    [InlineData("ledger/incarnation-1.jsonl")]
    public void Nobody_pushes_into_the_seed_nodes_checkpoint_but_generations(string name)
    {
        using CopyFolder folder = CopyFolder.OfSeed(_disk);
        PlaneRefusedException refused = Assert.Throws<PlaneRefusedException>(() => folder.Files.PartOf(name));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(_disk, folder.Files.PartOf("working/embeddings_user_0.p3.t7.h5"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_seed_node_forgets_only_what_is_named()
    {
        using CopyFolder folder = CopyFolder.OfSeed(_disk);
        Put(folder, "embeddings_user_0.v1.h5");
        Put(folder, "working/embeddings_user_0.p3.t7.h5");
        folder.Forget(new ForgetCopies(["working/embeddings_user_0.p3.t7.h5"], 9));
        Assert.Equal(["embeddings_user_0.v1.h5"], folder.Files.Names);
    }

    private static void Put(CopyFolder folder, string name)
    {
        string file = folder.Files.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, name);
    }
}
