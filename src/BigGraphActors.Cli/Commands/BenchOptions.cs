using System.CommandLine;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>On which graph a measurement is made: one drawn from a seed, or one that was imported.</summary>
internal sealed class BenchOptions
{
    private readonly Option<string?> _config = new("--from")
    {
        Description = "Measure on the imported graph of this configuration, with its settings; its checkpoint is left "
            + "alone",
        HelpName = "CONFIG",
    };

    private readonly Option<int> _entities = Number("--entities", "Entities", SyntheticGraph.LikeFb15k237.Entities);
    private readonly Option<int> _relations = Number("--relations", "Relations", SyntheticGraph.LikeFb15k237.Relations);
    private readonly Option<int> _edges = Number("--edges", "Edges", SyntheticGraph.LikeFb15k237.Edges);
    private readonly Option<int> _seed = Number("--seed", "Seed", SyntheticGraph.LikeFb15k237.Seed);
    private readonly ShorteningOptions _shortening = new();

    /// <summary>Adds all to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _config, _entities, _relations, _edges, _seed })
        {
            command.Add(option);
        }

        _shortening.AddTo(command);
    }

    /// <summary>Lays out the graph and its settings in a folder that the caller deletes.</summary>
    public RunSettings Prepare(ParseResult parsed, string folder, Terminal terminal)
    {
        var files = new ExampleFiles(folder, "bench", BenchGraph.WrittenFor);
        IReadOnlyList<string> overrides = _shortening.Overrides(parsed);
        if (parsed.GetValue(_config) is { } config)
        {
            return RunArguments.Read(config, overrides, terminal) with { CheckpointPath = files.Model };
        }

        var graph = new SyntheticGraph(
            parsed.GetValue(_entities), parsed.GetValue(_relations), parsed.GetValue(_edges), parsed.GetValue(_seed));
        ExampleConfig.Write(files);
        RunSettings settings = RunArguments.Read(files.Config, overrides, terminal);
        BenchGraph.Write(graph, settings);
        return settings;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name)
        {
            Description = description + " of the drawn graph",
            DefaultValueFactory = _ => value,
            HelpName = "N",
        };
        AllowedRange.Require(option, 1);
        return option;
    }
}
