using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example</c>: whole runs on known graphs, from edge list to evaluated vectors.</summary>
internal static class ExampleCommand
{
    /// <summary>The verb with one subcommand a graph.</summary>
    public static Command Create(Session session) =>
        new("example", "Run a whole example: build or fetch a graph, import, train, evaluate")
        {
            DotnetExampleCommand.Create(session),
            Fb15kExampleCommand.Create(session),
            LiveJournalExampleCommand.Create(session),
            FreebaseExampleCommand.Create(session),
        };

    /// <summary>Where an example works.</summary>
    public static Option<string> DirectoryOption(string name) => new("--directory")
    {
        Description = "Where to write the graph, the configuration and the vectors",
        DefaultValueFactory = _ => name,
        HelpName = "DIR",
    };

    /// <summary>Fetches the data of an example, with its progress on the error stream.</summary>
    public static void Fetch(Session session, Uri address, string path)
    {
        session.Terminal.Note($"fetching {address}");
        long started = Stopwatch.GetTimestamp();
        Download.Fetch(
            address,
            path,
            (done, total) => session.Terminal.Progress.Report(
                Path.GetFileName(path), done >> 20, total >> 20, "MiB", Stopwatch.GetElapsedTime(started)),
            session.Stop);
        session.Terminal.Progress.Clear();
    }

    /// <summary>Runs an example's configuration from the import on, and shows the whole.</summary>
    public static int RunConfig(
        Session session,
        ExampleFiles files,
        IReadOnlyList<string> overrides,
        int? sampledCandidates = null)
    {
        RunOutcome outcome = Run(session, files, overrides, sampledCandidates: sampledCandidates);
        session.Terminal.Show(new RunOutcomeScreen(outcome));
        return ExitCode.Done;
    }

    /// <summary>The same without showing the whole.</summary>
    public static RunOutcome Run(
        Session session,
        ExampleFiles files,
        IReadOnlyList<string> overrides,
        ClusterSize? cluster = null,
        int? sampledCandidates = null)
    {
        RunSettings settings = RunArguments.Read(files.Config, overrides, session.Terminal);

        // An example begins anew: vectors of an earlier one would leave nothing to train.
        if (Directory.Exists(settings.CheckpointPath) && settings.CheckpointPath == files.Model)
        {
            Directory.Delete(settings.CheckpointPath, recursive: true);
        }

        var run = new WholeRun(session, overrides, cluster) { SampledCandidates = sampledCandidates };
        return run.Run(files.Config, settings, importAgain: true);
    }
}
