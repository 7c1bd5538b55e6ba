using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsOverrideTests
{
    [Fact]
    public void Values_of_each_type_replace_those_of_the_file()
    {
        RunSettings settings = Read(
            "lr=0.5", "num_epochs= +1_0 ", "global_emb=FALSE", "comparator=L2", "checkpoint_path=m=1", "workers=3",
            "edge_paths=a,b c", "relations.0.all_negs=true", "relations[0].weight=.5", "entities.user.num_partitions=4",
            "biggraph.margin=1", "seed=-7");
        Assert.Equal(0.5, settings.Lr);
        Assert.Equal(10, settings.NumEpochs);
        Assert.False(settings.GlobalEmb);
        Assert.Equal(ComparatorKind.L2, settings.Comparator);
        Assert.Equal("m=1", settings.CheckpointPath);
        Assert.Equal(3, settings.Workers);
        Assert.Equal(["a", "b c"], settings.EdgePaths);
        Assert.True(settings.Relations[0].AllNegs);
        Assert.Equal(0.5, settings.Relations[0].Weight);
        Assert.Equal(4, settings.Entities[0].Value.NumPartitions);
        Assert.Equal(["user", "item"], settings.Entities.Select(type => type.Key));
        Assert.Equal(1.0, settings.Margin);
        Assert.Equal(-7, settings.Seed);
    }

    [Theory]
    [InlineData("edge_paths=[\"a\", \"b, c\"]", "a", "b, c")]
    [InlineData("edge_paths= [a,b c]", "a", "b c")]
    [InlineData("edge_paths=[a]", "a")]
    public void A_list_may_be_written_as_in_a_file(string change, params string[] expected) =>
        Assert.Equal(expected, Read(change).EdgePaths);

    [Fact]
    public void A_text_may_stand_in_quotes_as_in_a_file() =>
        Assert.Equal("a model", Read("checkpoint_path=\"a model\"").CheckpointPath);

    [Theory]
    [InlineData("null")]
    [InlineData("None")]
    public void Null_switches_off_what_may_be_null(string word)
    {
        RunSettings settings = Read(
            "max_norm=2", $"max_norm={word}", $"init_path={word}", $"eval_num_batch_negs={word}");
        Assert.Null(settings.MaxNorm);
        Assert.Null(settings.InitPath);
        Assert.Null(settings.EvalNumBatchNegs);
        Assert.Equal(word, Read($"checkpoint_path={word}").CheckpointPath);
    }

    [Fact]
    public void The_last_of_several_counts_and_items_of_lists_can_be_named() =>
        Assert.Equal(["z"], Read("edge_paths=x", "edge_paths.0=y", "edge_paths.0=z").EdgePaths);

    [Fact]
    public void Keys_of_the_import_can_be_given_without_a_block_in_the_file()
    {
        ImportSettings import = Read("import.files=train.tsv", "import.delimiter=comma").Import!;
        Assert.Equal(["train.tsv"], import.Files);
        Assert.Equal(ColumnDelimiter.Comma, import.Delimiter);
    }

    [Theory]
    [InlineData("lr", "-p lr: expected key=value, such as lr=0.1 or relations.0.all_negs=true")]
    [InlineData("=5", "-p =5: expected key=value, such as lr=0.1 or relations.0.all_negs=true")]
    [InlineData("lr=fast", "-p lr=fast: lr: expected number at least 0, found text 'fast'")]
    [InlineData("lr=inf", "-p lr=inf: lr: expected number at least 0, found text 'inf'")]
    [InlineData("lr=-1", "-p lr=-1: lr: expected number at least 0, found -1.0")]
    [InlineData("num_epochs=1.5", "-p num_epochs=1.5: num_epochs: expected integer at least 0, found number '1.5'")]
    [InlineData("num_epochs=null", "-p num_epochs=null: num_epochs: must not be null; expected integer at least 0")]
    [InlineData("num_epoch=1", "-p num_epoch=1: num_epoch: unknown key 'num_epoch'; did you mean 'num_epochs'?")]
    [InlineData(
        "relations.1.weight=1",
        "-p relations.1.weight=1: relations.1: expected an index from 0 to 0, found '1'")]
    [InlineData(
        "relations.-1.weight=1",
        "-p relations.-1.weight=1: relations.-1: expected an index from 0 to 0, found '-1'")]
    [InlineData(
        "relations.0.wieght=1",
        "-p relations.0.wieght=1: relations.0.wieght: unknown key 'wieght'; did you mean 'weight'?")]
    [InlineData(
        "entities.itm.num_partitions=1",
        "-p entities.itm.num_partitions=1: entities.itm: does not exist; did you mean 'item'?")]
    [InlineData("entities=1", "-p entities=1: entities: is a block; name one of its keys")]
    [InlineData("relations.0=1", "-p relations.0=1: relations.0: is a block; name one of its keys")]
    [InlineData(
        "edge_paths=[a",
        "-p edge_paths=[a: expected a list such as [a, b] or a,b: expected ']' for the '[' of line 1,"
        + " met the end of the text")]
    [InlineData(
        "edge_paths=[a] b",
        "-p edge_paths=[a] b: expected a list such as [a, b] or a,b: text cannot be joined to array")]
    [InlineData(
        "edge_paths=[[a]]", "-p edge_paths=[[a]]: edge_paths: expected list of texts, found array '[[\"a\"]]'")]
    [InlineData("lr.x=1", "-p lr.x=1: lr.x: has no keys below it")]
    [InlineData("num_gpus=1", "-p num_gpus=1: num_gpus: training on GPUs is not built; only 0 works, found 1")]
    public void An_override_that_fits_nothing_is_named_with_its_text(string change, string message)
    {
        SettingsException error = Assert.ThrowsAny<SettingsException>(() => Read(change));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Problems_of_overrides_are_told_together_with_those_of_the_file()
    {
        SettingsException error = Assert.Throws<SettingsException>(() => SettingsReader.Read(
            SettingsReaderTests.Minimal.Replace("= 8", "= 0", StringComparison.Ordinal), "run.conf", ["lr=x", "y=1"]));
        Assert.Equal(["dimension", "y", "lr"], error.Problems.Select(problem => problem.Path));
    }

    private static RunSettings Read(params string[] overrides) =>
        SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf", overrides).Settings;
}
