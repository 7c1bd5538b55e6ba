using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph eval</c>: ranks edges by a checkpoint.</summary>
internal static class EvalCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var ranking = new RankingOptions();
        var command = new Command("eval", "Rank the true ends of edges among others: MRR, Hits@k, mean rank, AUC");
        run.AddTo(command);
        ranking.AddTo(command);
        command.SetAction(parsed =>
        {
            RunSettings configured = run.Read(parsed, session.Terminal);
            RunSettings settings = ranking.WithEdges(parsed, configured);
            EvaluationRequest request = ranking.Request(parsed, settings, configured);
            session.Terminal.Show(new RankingScreen(new Pipeline(session).Evaluate(settings, request)));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>Which edges are ranked, among what, and what is left out.</summary>
internal sealed class RankingOptions
{
    private readonly Option<string[]> _edges = new("--edges")
    {
        Description = "Directories of the edges to rank, instead of edge_paths",
        HelpName = "DIR",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _filtered = new("--filtered")
    {
        Description = "Leave out true answers: all edges that the configuration names, and those ranked",
    };

    private readonly Option<string[]> _filter = new("--filter")
    {
        Description = "Leave out the edges of these directories, and those ranked",
        HelpName = "DIR",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<CandidateScope?> _candidates = new("--candidates")
    {
        Description = "Rank among the configuration's negatives (the default, as PBG does), all entities of the "
            + "bucket's partition, or all entities of the type (the default when filtered)",
        HelpName = "config|partition|all",
    };

    private readonly Option<bool> _perRelation = new("--per-relation")
    {
        Description = "Report each relation by itself too",
    };

    private readonly Option<bool> _untrained = new("--untrained")
    {
        Description = "Rank by the vectors that a new run would start from: finds what would stop an evaluation later",
    };

    /// <summary>Adds all to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _edges, _filtered, _filter, _candidates, _perRelation, _untrained })
        {
            command.Add(option);
        }
    }

    /// <summary>The settings with the edges that were asked for.</summary>
    public RunSettings WithEdges(ParseResult parsed, RunSettings settings)
    {
        string[] edges = parsed.GetRequiredValue(_edges);
        return edges.Length == 0 ? settings : settings with { EdgePaths = edges };
    }

    /// <summary>What the engine is asked.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="settings">With the edges to rank.</param>
    /// <param name="configured">As the configuration has them.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public EvaluationRequest Request(ParseResult parsed, RunSettings settings, RunSettings configured)
    {
        string[] filter = parsed.GetRequiredValue(_filter);
        bool filtered = parsed.GetValue(_filtered) || filter.Length > 0;
        CandidateScope candidates = parsed.GetValue(_candidates)
            ?? (filtered ? CandidateScope.All : CandidateScope.Config);
        if (filtered && candidates == CandidateScope.Config)
        {
            throw new UsageException(
                "a filtered evaluation ranks among all entities: --candidates config does not go with it");
        }

        return new EvaluationRequest
        {
            Candidates = candidates,
            FilterPaths = filtered ? FilterPaths(settings, configured, filter) : [],
            PerRelation = parsed.GetValue(_perRelation),
            Untrained = parsed.GetValue(_untrained),
        };
    }

    /// <summary>
    /// All edges known to be true: those ranked, and those named, or else all that the configuration names. The ranked
    /// ones are always among them, as PBG asserts.
    /// </summary>
    internal static IReadOnlyList<string> FilterPaths(
        RunSettings settings, RunSettings configured, IReadOnlyList<string> named)
    {
        IEnumerable<string> known = named.Count > 0
            ? named
            : configured.EdgePaths.Concat(configured.Import?.EdgePaths ?? []);
        return [.. settings.EdgePaths.Concat(known).Distinct(StringComparer.Ordinal)];
    }
}
