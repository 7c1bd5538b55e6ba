using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Output;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config init</c>: looks at edge lists and drafts a configuration that runs.</summary>
internal static class ConfigInitCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Edge lists, plain, .gz or .zst; those named valid or test are held out",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where to write the configuration",
            DefaultValueFactory = _ => "biggraph.conf",
            HelpName = "FILE",
        };
        Option<ColumnDelimiter?> delimiter = ColumnOptions.Delimiter();
        var force = new Option<bool>("--force") { Description = "Replace a configuration that is there" };
        var command = new Command("init", "Look at edge lists, and write a commented configuration that runs")
        {
            files,
            output,
            delimiter,
            force,
        };
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output);
            RequirePlace(target, parsed.GetValue(force));
            return Run(
                session,
                target,
                EdgeListProbe.Look(parsed.GetRequiredValue(files), session.Stop, parsed.GetValue(delimiter)));
        });
        return command;
    }

    private static int Run(Session session, string output, EdgeListFinding finding)
    {
        if (OutputFile.WriteText(output, DraftOf(finding).Render(), overwrite: true))
        {
            session.Terminal.LeaveOutput();
        }

        session.Terminal.Show(new ConfigInitScreen(output, finding));
        return ExitCode.Done;
    }

    /// <summary>Demands a place where a configuration may be written.</summary>
    /// <exception cref="UsageException">A file is there, or its name promises another format.</exception>
    public static void RequirePlace(string output, bool force)
    {
        if (OutputFormat.ProblemOf(output, "HOCON", mayCompress: false) is { } problem)
        {
            throw new UsageException(problem);
        }

        if (OutputFile.IsTaken(output) && !force)
        {
            throw new UsageException($"{output} is there already: name another with --output, or add --force");
        }
    }

    // Names of two files overlap by an unknown part; the largest file alone is the better guess than the sum.
    private static SettingsDraft DraftOf(EdgeListFinding finding) => new()
    {
        Files = finding.Import.Files,
        Edges = finding.Files.Sum(file => file.Edges),
        Entities = finding.Files.Max(file => (long)file.LhsNames + file.RhsNames - file.SharedNames),
        LhsColumn = finding.Import.LhsColumn,
        RelationColumn = finding.Import.RelationColumn,
        RhsColumn = finding.Import.RhsColumn,
        WeightColumn = finding.Import.WeightColumn,
        Delimiter = finding.Import.Delimiter,
        Header = finding.Import.Header,
        Comment = finding.Import.Comment,
        Relations = finding.Relations,
    };
}
