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
