using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>Parts of different graphs, imports and settings are never used together without a word.</summary>
public sealed class IdentityTests : IDisposable
{
    private const string NotTogether = "do not belong together";

    private readonly RingRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_same_import_twice_has_the_same_identity_and_another_numbering_another()
    {
        _run.Done("import", "-p", "seed=1");
        string first = Identity();
        _run.Done("import", "-p", "seed=1");
        Assert.Equal(first, Identity());
        _run.Done("import", "-p", "seed=2");
        Assert.NotEqual(first, Identity());
    }

    [UnixFact]
    public void A_change_of_a_list_behind_a_link_is_noticed()
    {
        File.Move(_run.List, _run.In("far.tsv"));
        File.CreateSymbolicLink(_run.List, _run.In("far.tsv"));
        _run.Done("import", "-p", "seed=1");
        Assert.DoesNotContain("is older than", _run.Done("train").Error, StringComparison.Ordinal);

        File.AppendAllText(_run.In("far.tsv"), "n1\tnext\tn2\n");

        Assert.Contains("is older than", _run.Done("train", "-p", "num_epochs=2").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_import_that_would_rename_the_rows_of_other_edges_is_refused()
    {
        _run.Done("import", "-p", "seed=1");
        File.WriteAllText(_run.In("more.tsv"), RingRun.Lines(10, 20));

        string error = _run.Refused("import", _run.In("more.tsv"), "-p", $"edge_paths={_run.In("edges2")}");

        Assert.Contains("24 entities of all", error, StringComparison.Ordinal);
        Assert.Contains("11 entities of all", error, StringComparison.Ordinal);
        Assert.Contains(_run.In("edges"), error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("edges2")), "nothing is left of it");
    }

    [Fact]
    public void A_second_import_with_the_same_numbering_adds_its_edges()
    {
        _run.Done("import", "-p", "seed=1");
        _run.Done("import", "-p", "seed=1", $"edge_paths={_run.In("edges2")}");
        _run.Done("train", "-p", $"edge_paths={_run.In("edges")}");
        _run.Done("eval", "--edges", _run.In("edges2"), "--filter", _run.In("edges"));
    }

    [Fact]
    public void A_checkpoint_of_an_earlier_numbering_is_refused_by_every_verb()
    {
        _run.Done("run", "-p", "seed=1");
        ProgramRun again = _run.Done("import", "-p", "seed=2");
        string said = string.Join(' ', again.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("no longer fits", said, StringComparison.Ordinal);

        Assert.Contains(NotTogether, _run.Refused("neighbours", "n1"), StringComparison.Ordinal);
        Assert.Contains(NotTogether, _run.Refused("eval", "--candidates", "all"), StringComparison.Ordinal);
        Assert.Contains(NotTogether, _run.Refused(
            "export", "--entities-output", _run.In("v.tsv")), StringComparison.Ordinal);
        Assert.Contains(NotTogether, _run.Refused("train", "-p", "num_epochs=3"), StringComparison.Ordinal);
        Assert.Contains(NotTogether, _run.Refused(
            "train", "-p", $"checkpoint_path={_run.In("other")}", $"init_path={_run.Model}"), StringComparison.Ordinal);
        Assert.Contains(NotTogether, _run.Refused("run", "-p", "num_epochs=3"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_were_exchanged_by_hand_are_found_out()
    {
        _run.Done("run", "-p", "seed=1");
        string names = Path.Combine(_run.In("entities"), "entity_names_all_0.json");
        string[] lines = File.ReadAllLines(names);
        (lines[1], lines[2]) = (lines[2], lines[1]);
        File.WriteAllText(names, string.Join('\n', lines));

        Assert.Contains(NotTogether, _run.Refused("neighbours", "n1"), StringComparison.Ordinal);
        Assert.Contains(NotTogether, _run.Refused("eval"), StringComparison.Ordinal);
    }

    [Fact]
    public void Directories_without_an_identity_pass()
    {
        _run.Done("import", "-p", "seed=1");
        File.Delete(Path.Combine(_run.In("entities"), EntityIdentity.FileName));
        File.Delete(Path.Combine(_run.In("edges"), EdgeIdentity.FileName));

        _run.Done("train");
        _run.Done("eval");
        _run.Done("neighbours", "n1");
    }

    [Theory]
    [InlineData("relations.0.operator=diagonal", "trained with translation, now diagonal")]
    [InlineData("comparator=cos", "comparator: trained with dot, now cos")]
    [InlineData("dimension=6", "dimension: trained with 8, now 6")]
    public void Settings_that_the_checkpoint_was_not_trained_with_are_refused(string change, string expected)
    {
        _run.Done("run");
        Assert.Contains(expected, _run.Refused("eval", "-p", change), StringComparison.Ordinal);
        Assert.Contains(expected, _run.Refused("train", "-p", "num_epochs=2", change), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_edge_chunks=2", "num_edge_chunks: trained with 1, now 2")]
    [InlineData("loss_fn=logistic", "loss_fn: trained with softmax, now logistic")]
    public void What_only_a_training_needs_is_refused_by_it_alone(string change, string expected)
    {
        _run.Done("run");
        Assert.Contains(expected, _run.Refused("train", "-p", "num_epochs=2", change), StringComparison.Ordinal);
        _run.Done("eval", "-p", change);
    }

    [Fact]
    public void What_may_change_changes_without_a_word()
    {
        _run.Done("run");
        ProgramRun more = _run.Done(
            "train", "-p", "num_epochs=2", "lr=0.5", "workers=2", "margin=0.3", "num_uniform_negs=7", "max_norm=2");
        Assert.DoesNotContain("warning", more.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_is_used_with_other_settings_only_when_that_is_allowed()
    {
        _run.Done("run");
        string[] change = ["-p", "relations.0.operator=diagonal", "allow-changed-settings=true"];

        ProgramRun ranked = _run.Done("eval", change);
        Assert.Contains("translation, now diagonal", ranked.Error, StringComparison.Ordinal);
        _run.Done("train", [.. change, "num_epochs=2"]);
        _run.Done("eval", "-p", "relations.0.operator=diagonal");

        string never = _run.Refused("train", "-p", "num_edge_chunks=3", "allow-changed-settings=true", "num_epochs=4");
        Assert.Contains("init_path", never, StringComparison.Ordinal);
    }

    [Fact]
    public void Relations_in_another_order_than_the_edges_have_are_refused()
    {
        using RingRun named = new(
            "relations = [{ name = next, lhs = all, rhs = all }, { name = over, lhs = all, rhs = all }]");
        named.Done("import");

        string error = named.Refused("train", "-p", "relations.0.name=over", "relations.1.name=next");
        Assert.Contains("relation 0 is 'next'", error, StringComparison.Ordinal);
        Assert.Contains("'over'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_partitions_than_were_imported_are_refused()
    {
        _run.Done("import", "-p", "entities.all.num_partitions=2");
        Assert.Contains("num_partitions = 1", _run.Refused("train"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_without_its_files_and_files_without_a_version_are_refused()
    {
        _run.Done("run", "-p", "num_epochs=2");
        string version = Path.Combine(_run.Model, "checkpoint_version.txt");
        File.WriteAllText(version, "7\n");
        Assert.Contains("files of version 2", _run.Refused("train", "-p", "num_epochs=3"), StringComparison.Ordinal);

        File.Delete(version);
        Assert.Contains("files of version 2", _run.Refused("train", "-p", "num_epochs=3"), StringComparison.Ordinal);

        File.WriteAllText(version, "2\n");
        File.Delete(new CheckpointDirectory(_run.Model).EmbeddingsPath(new("all", 0), 2));
        Assert.Contains("embeddings_all_0.v2.h5", _run.Refused("train"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_after_its_list_has_changed_imports_again_or_says_what_stands_in_the_way()
    {
        _run.Done("import");
        File.AppendAllText(_run.List, "new1\tnext\tnew2\n");
        _run.Done("run");
        _run.Done("neighbours", "new1");

        File.SetLastWriteTimeUtc(_run.List, DateTime.UtcNow.AddMinutes(1));
        _run.Done("run", "-p", "num_epochs=2");

        File.AppendAllText(_run.List, "new3\tnext\tnew2\n");
        Assert.Contains("edges.tsv", _run.Refused("run", "-p", "num_epochs=3"), StringComparison.Ordinal);
        ProgramRun train = _run.Done("train", "-p", "num_epochs=3");
        Assert.Contains("is older than", train.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import.lhs-column=2", "import.rhs-column=0", "import.lhs-column: imported with 0, now 2")]
    [InlineData("import.header=true", "num_epochs=2", "import.header: imported with false, now true")]
    [InlineData("entities.all.num_partitions=2", "num_epochs=2", "num_partitions: imported with 1, now 2")]
    public void A_run_that_would_import_otherwise_now_imports_again_or_says_what_stands_in_the_way(
        string first, string second, string said)
    {
        _run.Done("import");
        _run.Done("train");
        string before = Identity();
        Assert.Contains(said, _run.Refused("run", "-p", first, second), StringComparison.Ordinal);
        Assert.Equal(before, Identity());

        Directory.Delete(_run.Model, recursive: true);
        ProgramRun again = _run.Done("run", "-p", first, second);
        Assert.Contains(said, again.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(said, _run.Done("run", "-p", first, second).Error, StringComparison.Ordinal);
    }

    private string Identity() => EntityIdentity.Of(new EntityDirectory(_run.In("entities")))!.Id;
}
