using BigGraphActors.Schema.Settings;
using Xunit.Abstractions;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsDraftTests(ITestOutputHelper output)
{
    [Fact]
    public void A_graph_with_relations_and_held_out_files_becomes_a_run()
    {
        SettingsDraft draft = new()
        {
            Files = ["fb/train.tsv.gz", "fb/valid.tsv.gz", "fb/test.tsv.gz"],
            Edges = 592_213,
            Entities = 14_951,
            RelationColumn = 1,
            RhsColumn = 2,
            Delimiter = ColumnDelimiter.Tab,
            Relations = ["/film/actor", "/people/person"],
        };
        RunSettings settings = Read(draft);
        Assert.Equal(["data/edges_train"], settings.EdgePaths);
        Assert.Equal(["data/edges_train", "data/edges_valid", "data/edges_test"], settings.Import!.EdgePaths!);
        Assert.Equal(draft.Files, settings.Import.Files);
        Assert.Equal(1, settings.Import.RelationColumn);
        Assert.Equal(ColumnDelimiter.Tab, settings.Import.Delimiter);
        Assert.True(settings.DynamicRelations);
        Assert.Equal(100, settings.Dimension);
        Assert.Equal(30, settings.NumEpochs);
        Assert.Equal(0.0, settings.EvalFraction);
        Assert.Contains("# Seen 2: /film/actor, /people/person\n", draft.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_graph_becomes_a_run_that_holds_out_a_share()
    {
        RunSettings settings = Read(new SettingsDraft { Files = ["edges.txt"], Edges = 1_342_310, Entities = 81_306 });
        Assert.False(settings.DynamicRelations);
        Assert.Null(settings.Import!.RelationColumn);
        Assert.Null(settings.Import.EdgePaths);
        Assert.Equal(["data/edges_edges"], settings.EdgePaths);
        Assert.Equal(0.05, settings.EvalFraction);
        Assert.Equal(10, settings.NumEpochs);
    }

    [Theory]
    [InlineData(14_951, 1)]
    [InlineData(20_000_000, 4)]
    [InlineData(120_000_000, 16)]
    public void Tables_beyond_4_GiB_are_cut_into_an_even_number_of_partitions(long entities, int partitions) =>
        Assert.Equal(partitions, Read(new SettingsDraft { Files = ["e"], Edges = 1, Entities = entities })
            .Entities[0].Value.NumPartitions);

    [Fact]
    public void Files_of_one_name_get_directories_of_their_own()
    {
        string[] files = ["a/part.tsv", "b/part.tsv.gz"];
        RunSettings settings = Read(new SettingsDraft { Files = files, Edges = 1, Entities = 1 });
        Assert.Equal(["data/edges_part", "data/edges_part_2"], settings.EdgePaths);
    }

    [Fact]
    public void Files_that_are_all_held_out_by_name_are_trained_on() =>
        Assert.Equal(
            ["data/edges_latest", "data/edges_test"],
            Read(new SettingsDraft { Files = ["latest.txt", "test.txt"], Edges = 1, Entities = 1 }).EdgePaths);

    [Fact]
    public void Whatever_was_seen_the_draft_can_be_read()
    {
        const int Seed = 4711;
        output.WriteLine($"seed {Seed}");
        Random random = new(Seed);
        string[] odd = ["a b.tsv", "\"q\".csv", "$x{y}", "\\", "#c", ".gz", "..", "\u00e9\n", "", "test", "train.csv"];
        for (int round = 0; round < 300; round++)
        {
            string[] files = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => odd[random.Next(odd.Length)])];
            SettingsDraft draft = new()
            {
                Files = files,
                Edges = random.NextInt64(1L << random.Next(40)),
                Entities = random.NextInt64(1L << random.Next(34)),
                LhsColumn = 3,
                RelationColumn = random.Next(2) == 0 ? null : 4,
                WeightColumn = random.Next(2) == 0 ? null : 5,
                Delimiter = ColumnDelimiter.Named[random.Next(ColumnDelimiter.Named.Count)],
                Header = random.Next(2) == 0,
                Comment = odd[random.Next(odd.Length)],
                Relations = [.. Enumerable.Range(0, random.Next(12)).Select(_ => odd[random.Next(odd.Length)])],
            };
            Assert.Equal(files, Read(draft).Import!.Files);
        }
    }

    private static RunSettings Read(SettingsDraft draft)
    {
        SettingsReading reading = SettingsReader.Read(draft.Render(), "draft.conf");
        Assert.Empty(reading.Warnings);
        return reading.Settings;
    }
}
