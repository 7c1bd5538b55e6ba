using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli;

/// <summary>A configuration and an edge list of 50 edges in a folder of their own, for the program's verbs.</summary>
internal sealed class SmallRun : IDisposable
{
    private const string DynamicRelations =
        "dynamic_relations = true\n  relations = [{ name = all_edges, lhs = all, rhs = all, operator = translation }]";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the edge list and the configuration.</summary>
    /// <param name="relations">The keys of the relations; none takes dynamic relations with translation.</param>
    public SmallRun(string? relations = null)
    {
        string dir = _folder.Path.Replace('\\', '/');
        Config = In("run.conf");
        File.WriteAllText(Config, $$"""
            biggraph {
              entity_path = "{{dir}}/entities"
              edge_paths = ["{{dir}}/edges"]
              checkpoint_path = "{{dir}}/model"
              import { files = ["{{dir}}/edges.tsv"], relation-column = 1, rhs-column = 2 }
              entities { all { num_partitions = 1 } }
              {{relations ?? DynamicRelations}}
              dimension = 8
              comparator = dot
              loss_fn = softmax
              global_emb = false
              num_epochs = 1
              lr = 0.1
              batch_size = 20
              num_batch_negs = 10
              num_uniform_negs = 10
              eval_fraction = 0
              workers = 1
              seed = 3
            }
            """);
        File.WriteAllLines(
            In("edges.tsv"), Enumerable.Range(0, 50).Select(i => $"n{i % 10}\tr{i % 2}\tn{(i * 3) % 10}"));
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>The configuration's file.</summary>
    public string Config { get; }

    /// <summary>A path in the folder.</summary>
    public string In(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Writes another edge list in the place of the first.</summary>
    public void WriteEdges(params string[] lines) => File.WriteAllLines(In("edges.tsv"), lines);

    /// <summary>Imports, and trains an epoch.</summary>
    public void Train()
    {
        Done("import", Config);
        Done("train", Config);
    }

    /// <summary>Runs a verb that has to succeed.</summary>
    /// <returns>Its JSON.</returns>
    public static JsonObject Done(params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(["--json", .. arguments]);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Error}");
        return (JsonObject)JsonNode.Parse(run.Out)!;
    }

    public void Dispose() => _folder.Dispose();
}
