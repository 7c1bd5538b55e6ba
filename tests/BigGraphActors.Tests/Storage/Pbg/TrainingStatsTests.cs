using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

public sealed class TrainingStatsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointDirectory _checkpoint;

    public TrainingStatsTests() => _checkpoint = new CheckpointDirectory(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_has_pythons_separators_and_numbers()
    {
        KeyValuePair<string, double>[] metrics =
            [new("loss", 1e-5), new("reg", 0), new("violators_lhs", 1e16), new("violators_rhs", double.NaN)];
        TrainingStatsLine line = Line(7) with { Stats = new BucketStats(3, metrics) };
        _checkpoint.AppendStats([line]);

        Assert.Equal(
            "{\"lhs_partition\": 1, \"rhs_partition\": 2, \"index\": 7, \"stats\": {\"count\": 3, \"metrics\": "
            + "{\"loss\": 1e-05, \"reg\": 0.0, \"violators_lhs\": 1e+16, \"violators_rhs\": NaN}}, "
            + "\"epoch_idx\": 1, \"edge_path_idx\": 0, \"edge_chunk_idx\": 2}\n",
            File.ReadAllText(_checkpoint.StatsPath));
        Assert.Equal([line], _checkpoint.ReadStats());
    }

    [Fact]
    public void An_empty_bucket_has_an_empty_object()
    {
        _checkpoint.AppendStats([Line(0) with { Stats = new BucketStats(0, []) }]);
        string text = File.ReadAllText(_checkpoint.StatsPath);
        Assert.Contains("\"stats\": {\"count\": 0, \"metrics\": {}}", text, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(_checkpoint.ReadStats()).Stats!.Metrics);
    }

    [Fact]
    public void A_line_cut_off_by_a_crash_is_passed_over_and_replaced()
    {
        _checkpoint.AppendStats([Line(0), Line(1)]);
        string whole = File.ReadAllText(_checkpoint.StatsPath);
        File.AppendAllText(_checkpoint.StatsPath, whole[..30]);

        Assert.Equal([0L, 1L], _checkpoint.ReadStats().Select(line => line.Index));
        _checkpoint.AppendStats([Line(2)]);
        Assert.Equal([0L, 1L, 2L], _checkpoint.ReadStats().Select(line => line.Index));
        Assert.StartsWith(whole, File.ReadAllText(_checkpoint.StatsPath), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_keys_are_passed_over()
    {
        File.WriteAllText(
            _checkpoint.StatsPath,
            "{\"index\": 4, \"x\": [1, {\"y\": \"a, \\\" b\"}, null], \"epoch_idx\": 2, \"z\": {\"q\": [] } }\n");
        TrainingStatsLine line = Assert.Single(_checkpoint.ReadStats());

        Assert.Equal(4, line.Index);
        Assert.Equal(2, line.EpochIndex);
        Assert.Null(line.Stats);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"epoch_idx\": 1}")]
    [InlineData("{\"index\": 1.5}")]
    [InlineData("{\"index\": 1} x")]
    [InlineData("{\"index\": 1, \"stats\": {\"count\": 1}}")]
    [InlineData("{\"index\": 1, \"stats\": {\"count\": 1, \"metrics\": {}, \"more\": 1}}")]
    [InlineData("{\"index\": 1, \"stats\": {\"count\": 1, \"metrics\": {\"loss\": \"a\"}}}")]
    public void A_line_that_cannot_be_read_costs_only_itself_and_is_told_with_its_number(string text)
    {
        _checkpoint.AppendStats([Line(0)]);
        File.AppendAllText(_checkpoint.StatsPath, text + "\n");
        _checkpoint.AppendStats([Line(1)]);

        List<string> damaged = [];
        Assert.Equal([0L, 1L], _checkpoint.ReadStats(fault => damaged.Add(fault.Message)).Select(line => line.Index));
        Assert.Contains("training_stats.json:2", Assert.Single(damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_bytes_that_are_no_text_cost_only_their_lines()
    {
        File.WriteAllText(_checkpoint.StatsPath, "{\"x\": " + new string('[', 100_000) + "\n");
        using (FileStream file = File.Open(_checkpoint.StatsPath, FileMode.Append))
        {
            file.Write([0xFF, 0xFE, 0xC3, (byte)'\n']);
        }

        _checkpoint.AppendStats([Line(2)]);
        Assert.Equal(2, Assert.Single(_checkpoint.ReadStats()).Index);
    }

    private static TrainingStatsLine Line(long index) => new()
    {
        LhsPartition = 1,
        RhsPartition = 2,
        Index = index,
        Stats = new BucketStats(1, [new("loss", 0.5)]),
        EpochIndex = 1,
        EdgePathIndex = 0,
        EdgeSliceIndex = 2,
    };
}
