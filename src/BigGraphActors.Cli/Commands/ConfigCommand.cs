using System.CommandLine;
using BigGraphActors.Cli.Inspection;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Output;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config</c>: checks, shows and drafts configurations, and takes over those of PBG.</summary>
internal static class ConfigCommand
{
    /// <summary>The verb with its subcommands.</summary>
    public static Command Create(Session session) =>
        new("config", "Check, show, create or convert a configuration")
        {
            ConfigCheckCommand.Create(session),
            ConfigShowCommand.Create(session),
            ConfigInitCommand.Create(session),
            ConfigFromPbgCommand.Create(session),
        };
}

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

/// <summary><c>biggraph config from-pbg</c>: writes a configuration of ours that does what PBG's does.</summary>
internal static class ConfigFromPbgCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var source = new Argument<string>("PBG")
        {
            Description = "PBG's config.json, its checkpoint's folder, or an HDF5 file of the checkpoint",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where to write the configuration",
            DefaultValueFactory = _ => "biggraph.conf",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace a configuration that is there" };
        var command = new Command("from-pbg", "Write a commented configuration that does what PBG's does")
        {
            source,
            output,
            force,
        };
        command.SetAction(parsed =>
        {
            string config = parsed.GetRequiredValue(output);
            ConfigInitCommand.RequirePlace(config, parsed.GetValue(force));
            (string json, string at) = PbgConfigSource.Read(parsed.GetRequiredValue(source));
            PbgConversionResult converted = PbgConversion.Convert(json, at);
            if (OutputFile.WriteText(config, converted.Text, overwrite: true))
            {
                session.Terminal.LeaveOutput();
            }

            session.Terminal.Show(new ConfigFromPbgScreen(config, at, converted));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>biggraph config show</c>: the value of every key, given or default, or of one.</summary>
internal static class ConfigShowCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var key = new Argument<string?>("KEY")
        {
            Description = "Show this one alone, as a line: lr, relations.0.operator, entities.user, import.files",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var changed = new Option<bool>("--changed") { Description = "Leave out keys that have their default" };
        var command = new Command("show", "Show the value of every key, with its default, or of one");
        run.AddTo(command);
        command.Add(key);
        command.Add(changed);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(key) is not null && parsed.GetValue(changed))
            {
                throw new UsageException("KEY names one key, --changed many: choose one of the two");
            }

            RunSettings settings = run.Read(parsed, session.Terminal);
            session.Terminal.Show(parsed.GetValue(key) is { } path
                ? ConfigValueScreen.Find(settings, path)
                    ?? throw new UsageException($"no key '{path}' in this configuration; without KEY all are shown")
                : new ConfigShowScreen(settings, parsed.GetValue(changed)));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>
/// <c>biggraph config check</c>: says whether a configuration can be used, and all that is wrong with it.
/// </summary>
internal static class ConfigCheckCommand
{
    /// <summary>The verb; exit code 2 where there are problems.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var command = new Command(
            "check", "Check a configuration, and name every mistake in it");
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            string config = parsed.GetRequiredValue(run.Config);
            try
            {
                SettingsReading reading = SettingsReader.ReadFile(config, parsed.GetRequiredValue(run.Overrides));
                session.Terminal.Show(new ConfigCheckScreen(config, [], reading.Warnings));
                return ExitCode.Done;
            }
            catch (SettingsException wrong) when (session.Terminal.Json)
            {
                session.Terminal.Show(new ConfigCheckScreen(config, wrong.Problems, []));
                return ExitCode.WrongUsage;
            }
        });
        return command;
    }
}
