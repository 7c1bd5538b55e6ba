using System.CommandLine;
using System.CommandLine.Parsing;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Import.Vectors;

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
        var memory = new Option<long?>("--memory")
        {
            Description = "Memory that the import may take, such as 600m or 2g; the result does not depend on it. "
                + "Without it: half of what is free, at most 4g",
            HelpName = "SIZE",
            CustomParser = ReadSize,
        };
        var scratch = new Option<string?>("--scratch")
        {
            Description = "Folder for what does not fit into the memory, instead of one in the entity directory",
            HelpName = "FOLDER",
        };
        var command = new Command("import", "Turn text edge lists into PBG's entity and edge directories");
        command.Add(run.Config);
        command.Add(files);
        command.Add(run.Overrides);
        columns.AddTo(command);
        command.Add(maxRejected);
        command.Add(memory);
        command.Add(scratch);
        command.Add(ImportEmbeddingsCommand.Create(session));
        command.SetAction(parsed =>
        {
            RunSettings settings = run.Read(parsed, session.Terminal);
            ImportSettings import = columns.Apply(
                parsed, settings.Import, parsed.GetRequiredValue(files), session.Stop);
            ImportReport report = new Pipeline(session).Import(new EdgeImportRequest
            {
                Settings = settings with { Import = import },
                MaxRejected = parsed.GetValue(maxRejected),
                MemoryBytes = parsed.GetValue(memory),
                ScratchPath = parsed.GetValue(scratch),
            });
            session.Terminal.Show(new ImportScreen(report));
            return ExitCode.Done;
        });
        return command;
    }

    private static long? ReadSize(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (HoconQuantity.TryParseSize(text, out long bytes))
        {
            return bytes;
        }

        result.AddError($"--memory takes a size such as 600m or 2g, not '{text}'.");
        return null;
    }
}

/// <summary><c>biggraph import embeddings</c>: vectors that exist as text become a checkpoint.</summary>
internal static class ImportEmbeddingsCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var file = new Argument<string>("VECTORS")
        {
            Description = "Names and vectors, plain, .gz or .zst: PBG's export, or the layout of the Wikidata vectors",
        };
        var relations = new Option<string?>("--relations")
        {
            Description = "PBG's export of relation parameters, where the vectors' file has none",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace entities and initial values that are there" };
        var command = new Command(
            "embeddings", "Make a checkpoint from vectors as text, to evaluate, search or train on");
        command.Add(run.Config);
        command.Add(file);
        command.Add(run.Overrides);
        command.Add(relations);
        command.Add(force);
        command.SetAction(parsed =>
        {
            var request = new EmbeddingImportRequest
            {
                Settings = run.Read(parsed, session.Terminal),
                EntitiesFile = parsed.GetRequiredValue(file),
                RelationsFile = parsed.GetValue(relations),
                Overwrite = parsed.GetValue(force),
            };
            long started = TimeProvider.System.GetTimestamp();
            EmbeddingImportReport report = EmbeddingImport.Run(
                request,
                (done, total) => session.Terminal.Progress.Report(
                    "vectors", done, total, "bytes", TimeProvider.System.GetElapsedTime(started)),
                session.Stop);
            session.Terminal.Show(new EmbeddingImportScreen(report));
            return ExitCode.Done;
        });
        return command;
    }
}
