using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Hosting;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// The whole program as a function, so that tests can run it: arguments in, words and an exit code out.
/// </summary>
internal static class BiggraphProgram
{
    private const string Purpose = """
        Learns a vector for every node of a large graph, and reads and writes PyTorch-BigGraph's files.

        Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 130 stopped by Ctrl-C, 143 by SIGTERM.
        """;

    /// <summary>Runs one verb.</summary>
    /// <returns>0 done, 1 failed, 2 wrong usage or settings, 130 stopped.</returns>
    public static int Run(IReadOnlyList<string> arguments, Session session)
    {
        Terminal terminal = session.Terminal;
        (RootCommand root, Option<bool> json) = CreateRoot(session);
        ParseResult parsed = Parse(root, arguments);
        if (UsageReport.AsksForNothing(parsed) && !parsed.GetValue(json))
        {
            parsed = Parse(root, [.. arguments, "--help"]);
        }

        if (parsed.Action is ParseErrorAction)
        {
            return UsageReport.Write(parsed, terminal);
        }

        terminal.Json = parsed.GetValue(json);
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = terminal.Out,
                Error = terminal.Error,
            });
        }
#pragma warning disable CA1031 // The last net: what is not named there is reported as a fault of the program.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return FailureReport.Write(failure, terminal);
        }
    }

    /// <summary>The command tree; the option is the one that asks for JSON.</summary>
    internal static (RootCommand Root, Option<bool> Json) CreateRoot(Session session)
    {
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON object on standard output instead of tables",
            Recursive = true,
        };
        var root = new RootCommand(Purpose)
        {
            json,
            ImportCommand.Create(session),
            TrainCommand.Create(session),
            NodeCommand.Create(session),
            ClusterCommand.Create(session),
            WatchCommand.Create(session),
            EvalCommand.Create(session),
            ExportCommand.Create(session),
            NeighboursCommand.Create(session),
            ConfigCommand.Create(session),
            InspectCommand.Create(session),
            RunCommand.Create(session),
            ExampleCommand.Create(session),
            BenchCommand.Create(session),
        };
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = session.Terminal.Columns < NarrowHelp.NarrowestColumns
                ? new NarrowHelp(session.Terminal.Columns)
                : new HelpAction { MaxWidth = session.Terminal.Columns };
        }

        foreach (VersionOption version in root.Options.OfType<VersionOption>())
        {
            version.Action = new VersionAction(json);
        }

        return (root, json);
    }

    // Names of entities and files may begin with @: no argument stands for the lines of a file.
    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) => root.Parse(
        RunArguments.OneOverrideEach(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
}

/// <summary>What every verb is given: where to speak, and when to stop.</summary>
/// <param name="Terminal">The streams of this run of the program.</param>
/// <param name="Stop">Signalled by Ctrl-C; long work ends orderly soon after.</param>
internal sealed record Session(Terminal Terminal, CancellationToken Stop);

/// <summary>Prints the program's version, and below it the version of Akka.NET that its nodes run on.</summary>
internal sealed class VersionAction(Option<bool> json) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        string version = typeof(VersionAction).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        output.WriteLine(parseResult.GetValue(json)
            ? new JsonObject { ["version"] = version, ["akka"] = AkkaVersion.Current }.ToJsonString()
            : $"{version}{Environment.NewLine}Akka.NET {AkkaVersion.Current}");
        return ExitCode.Done;
    }
}
