using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph import</c>: text edge lists into PBG's directories.</summary>
internal static class ImportCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var columns = new ColumnOptions();
        var files = new Argument<string[]>("FILES")
        {
            Description = "Edge lists as text, .gz, .zst or Parquet, instead of those that the configuration names",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };
        var maxRejected = new Option<long?>("--max-rejected")
        {
            Description = "Fail when more lines than this are no edges",
            HelpName = "N",
        };
        AllowedRange.Require(maxRejected, 0);
        var command = new Command("import", "Turn text edge lists into PBG's entity and edge directories");
        command.Add(run.Config);
        command.Add(files);
        command.Add(run.Overrides);
        columns.AddTo(command);
        command.Add(maxRejected);
        command.Add(ImportEmbeddingsCommand.Create(session));
        command.SetAction(parsed =>
        {
            RunSettings settings = run.Read(parsed, session.Terminal);
            ImportSettings import = columns.Apply(
                parsed, settings.Import, parsed.GetRequiredValue(files), session.Stop);
            ImportReport report = new Pipeline(session).Import(
                settings with { Import = import }, parsed.GetValue(maxRejected));
            session.Terminal.Show(new ImportScreen(report));
            return ExitCode.Done;
        });
        return command;
    }
}
