using System.CommandLine;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph bench eval</c>: edges ranked in a second among all entities.</summary>
internal static class BenchEvalCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var options = new BenchOptions();
        var raw = new Option<bool>("--raw") { Description = "Do not leave out known edges" };
        var command = new Command(
            "eval", "Train one epoch, then rank all edges among all entities, filtered by themselves");
        options.AddTo(command);
        command.Add(raw);
        command.SetAction(parsed =>
        {
            using var folder = new TemporaryFolder();
            RunSettings settings = options.Prepare(parsed, folder.Path, session.Terminal);
            var pipeline = new Pipeline(session);
            pipeline.Train(settings with { NumEpochs = 1 });
            RankingReport report = pipeline.Evaluate(settings, new EvaluationRequest
            {
                Candidates = CandidateScope.All,
                FilterPaths = parsed.GetValue(raw) ? [] : settings.EdgePaths,
            });
            session.Terminal.Show(new BenchEvalScreen(report));
            return ExitCode.Done;
        });
        return command;
    }
}
