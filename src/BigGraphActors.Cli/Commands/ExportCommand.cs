using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Export;
using BigGraphActors.Storage.Output;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph export</c>: a checkpoint as text, in PBG's layout.</summary>
internal static class ExportCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        Option<string?> entities = FileOption(
            "--entities-output",
            "Where to write the vectors: name, then values, separated by tabs; compressed if it ends in .gz or .zst");
        Option<string?> relations = FileOption(
            "--relation-types-output", "Where to write the parameters of the relations");
        var withType = new Option<bool>("--with-type")
        {
            Description = "Put the entity type into a column before the name",
        };
        var force = new Option<bool>("--force") { Description = "Replace files that are there" };
        var command = new Command("export", "Write vectors and relation parameters as text, in PBG's layout");
        run.AddTo(command);
        foreach (Option option in new Option[] { entities, relations, withType, force })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            RunSettings settings = run.Read(parsed, session.Terminal);
            var request = new ExportRequest
            {
                Settings = settings,
                EntitiesFile = parsed.GetValue(entities),
                RelationsFile = parsed.GetValue(relations),
                Overwrite = parsed.GetValue(force),
                WithType = parsed.GetValue(withType),
            };
            RequirePlaces(request);
            RefuseOwnInput(request, parsed.GetRequiredValue(run.Config));
            try
            {
                Show(session, request);
            }
            catch (BrokenOutputException broken) when (broken.IsStandardOutput)
            {
                // As head does: the reader of our output has had enough.
                session.Terminal.Progress.Clear();
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <exception cref="UsageException">No file is named, or a name does not fit what is written.</exception>
    private static void RequirePlaces(ExportRequest request)
    {
        if (request.EntitiesFile is null && request.RelationsFile is null)
        {
            throw new UsageException("nothing to export: name --entities-output, --relation-types-output, or both");
        }

        foreach (string file in new[] { request.EntitiesFile, request.RelationsFile }.OfType<string>())
        {
            if (file.Length == 0)
            {
                throw new UsageException("the name of an output is empty; give a file, or leave the option out");
            }

            if (OutputFormat.ProblemOf(file, "text with tabs between the values", mayCompress: true) is { } problem)
            {
                throw new UsageException(problem);
            }
        }

        if (request.EntitiesFile is { } one && request.RelationsFile is { } other
            && Path.GetFullPath(one) == Path.GetFullPath(other) && !OutputFile.IsWrittenInto(one))
        {
            throw new UsageException($"{one}: both outputs would be this one file");
        }
    }

    // With --force, as without: nobody means to replace what the export reads by the export.
    private static void RefuseOwnInput(ExportRequest request, string config)
    {
        RunSettings settings = request.Settings;
        string[] folders =
        [
            settings.EntityPath, settings.CheckpointPath, .. settings.EdgePaths, .. settings.Import?.EdgePaths ?? [],
        ];
        string[] inputs = [config, .. settings.Import?.Files ?? []];
        foreach (string file in new[] { request.EntitiesFile, request.RelationsFile }.OfType<string>())
        {
            string path = Followed(file);
            if (inputs.Any(input => Followed(input) == path))
            {
                throw new UsageException($"{file}: this file is an input of the run; name another");
            }

            if (folders.FirstOrDefault(folder => Path.GetDirectoryName(path) == Followed(folder)) is { } folder
                && IsPartOfGraph(Path.GetFileName(path)))
            {
                throw new UsageException($"{file}: this file belongs to {folder}, which the run reads; name another");
            }
        }
    }

    // The others end in .json or .h5, which no export may be called.
    private static bool IsPartOfGraph(string name) =>
        name is CheckpointDirectory.VersionName or "dynamic_rel_count.txt"
        || name.StartsWith("entity_count_", StringComparison.Ordinal);

    private static string Followed(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(StoragePath.Resolve(path));
        FileSystemInfo entry = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return entry is { Exists: true, LinkTarget: not null }
            ? entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full
            : full;
    }

    private static void Show(Session session, ExportRequest request)
    {
        new Pipeline(session).Warn(ImportedGraphs.RequireForReading(request.Settings));
        ExportReport report = EmbeddingExport.Run(
            request,
            progress => session.Terminal.Progress.Report(
                $"exporting {progress.EntityType}",
                progress.Entities,
                progress.EntitiesTotal,
                "entities",
                progress.Elapsed),
            session.Stop);
        session.Terminal.Progress.Clear();
        if (report.IsInStandardOutput)
        {
            session.Terminal.LeaveOutput();
        }

        session.Terminal.Show(new ExportScreen(report, request));
    }

    private static Option<string?> FileOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
    };
}
