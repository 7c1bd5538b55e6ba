using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Schema;

namespace BigGraphActors.Tests.Cluster.Hosting;

public sealed class NodeFilesTests
{
    [Fact]
    public void The_shipped_seed_file_has_a_run_and_the_worker_file_finds_it()
    {
        string path = PromisedFile.PathOf("hocon/seed.conf");
        NodeSettings seed = NodeSettingsReader.ReadFile(path);
        NodeSettings worker = NodeSettingsReader.ReadFile(PromisedFile.PathOf("hocon/worker.conf"));
        Assert.Equal([NodeSettings.SeedRole], seed.Roles);
        Assert.Equal([NodeSettings.WorkerRole], worker.Roles);
        Assert.Equal(seed.SeedNodes, worker.SeedNodes);
        Assert.Equal(4, SettingsReader.ReadFile(path).Settings.Entities[0].Value.NumPartitions);
    }

    [Theory]
    [InlineData("node.roles=trainer", "no role")]
    [InlineData("node.seed-nodes=somewhere", "no host:port")]
    [InlineData("node.port=70000", "at most 65535")]
    public void What_no_node_can_be_is_refused_with_its_key(string change, string part)
    {
        SettingsException refused = Assert.Throws<SettingsException>(() => NodeSettingsReader.Read("", "-p", [change]));
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.Contains(change[..change.IndexOf('=')].Split('.')[1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host", "node.host=0.0.0.0")]
    [InlineData("host", "node.host=10.0.0.1", "node.secret=word", "node.roles=seed")]
    [InlineData("secret", "node.host=10.0.0.1", "node.allow-plaintext=true")]
    [InlineData("secret", "node.host=::", "node.allow-plaintext=true", "node.roles=seed")]
    [InlineData("tls-certificate", "node.tls-authority=a.pem")]
    [InlineData("tls-certificate", "node.tls-key=a.key")]
    public void A_node_that_strangers_could_talk_to_is_refused_with_what_it_lacks(string key, params string[] changes)
    {
        SettingsException refused = Assert.Throws<SettingsException>(() => NodeSettingsReader.Read("", "-p", changes));
        Assert.Contains($": {key}: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node.host=localhost")]
    [InlineData("node.host=[::1]")]
    [InlineData("node.host=10.0.0.1", "node.allow-plaintext=true", "node.secret=word")]
    [InlineData("node.host=10.0.0.1", "node.tls-certificate=a.pem")]
    public void A_node_is_let_on_a_network_with_certificates_or_where_that_is_trusted(params string[] changes) =>
        NodeExposure.Check(NodeSettingsReader.Read("", "-p", changes));

    [Fact]
    public void A_program_of_a_user_cannot_start_an_open_node_either() => Assert.Throws<SettingsException>(
        () => ClusterNode.Start(new NodeSettings { Host = "0.0.0.0" }, run: null, new ClusterNodeOptions()));

    [Fact]
    public void A_trainer_is_told_the_whole_run_in_parts_that_fit_into_messages()
    {
        using TinyGraph graph = new(partitions: 2);
        RelationSettings one = graph.Settings.Relations[0];
        RunSettings many = graph.Settings with
        {
            Relations = [.. Enumerable.Range(0, 5000).Select(index => one with { Name = $"relation {index * 7919}" })],
        };
        RunBlueprint told = RunBlueprint.Of(many, sharesParameters: true) with { Seed = 77 };
        IReadOnlyList<string> parts = told.ToParts();
        Assert.All(parts, part => Assert.True(part.Length <= 20_000));
        RunBlueprint heard = RunBlueprint.FromParts(parts);
        Assert.Equal(77, heard.Seed);
        Assert.True(heard.SharesParameters);
        Assert.Equal(many.Relations, heard.Settings.Relations);
        Assert.Equal(told.Settings.CheckpointPath, heard.Settings.CheckpointPath);
    }

    [Fact]
    public void A_trainer_is_told_every_key_of_ours_that_training_heeds()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with
        {
            Seed = 5,
            RegularizerScope = RegularizerScope.Raw,
            Deterministic = true,
        };
        RunSettings heard = RunBlueprint.FromParts(RunBlueprint.Of(settings, false).ToParts()).Settings;
        string[] blocks = ["import", "validation", "node"];
        Assert.Equal(
            SettingsView.Rows(settings).Where(row => !blocks.Contains(row.Path)).Select(row => (row.Path, row.Value)),
            SettingsView.Rows(heard).Where(row => !blocks.Contains(row.Path)).Select(row => (row.Path, row.Value)));
    }

    [Fact]
    public void An_event_goes_through_a_line_of_text_and_back()
    {
        BucketTrained trained = new()
        {
            Bucket = new Bucket(1, 2),
            Pass = 3,
            Epoch = 1,
            Term = 9,
            Edges = 1000,
            Loss = 0.5,
            Regularization = double.NaN,
            ReciprocalRankBefore = 0.25,
            TrainingSeconds = 2,
            InputOutputBytes = 4096,
        };
        NodeEvent sent = new(trained, "10.0.0.1:4053#7", DateTimeOffset.UnixEpoch);
        string line = RunEventLine.Write(sent);
        Assert.StartsWith("""{"event":"bucket-trained",""", line, StringComparison.Ordinal);
        Assert.EndsWith(
            ""","node":"10.0.0.1:4053#7","at":"1970-01-01T00:00:00+00:00"}""", line, StringComparison.Ordinal);
        Assert.Equal(sent, RunEventLine.TryRead(line));
        Assert.Null(RunEventLine.TryRead("no event"));
        Assert.Null(RunEventLine.TryRead("""{"event":"nothing"}"""));
    }
}
