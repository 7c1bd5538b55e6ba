using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph neighbours</c>: which entities have vectors that point the same way.</summary>
internal static class NeighboursCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var names = new Argument<string[]>("NAMES")
        {
            Description = "Entities as the edge lists name them",
            Arity = ArgumentArity.OneOrMore,
        };
        var type = new Option<string?>("--type")
        {
            Description = "Their entity type; needed where there are several",
            HelpName = "TYPE",
        };
        var count = new Option<int>("--count", "-k")
        {
            Description = "Neighbours of each",
            DefaultValueFactory = _ => 10,
            HelpName = "N",
        };
        AllowedRange.Require(count, 1);
        var command = new Command(
            "neighbours", "Show the entities nearest to some, by the angle between their vectors");
        command.Add(run.Config);
        command.Add(names);
        command.Add(type);
        command.Add(count);
        command.Add(run.Overrides);
        command.SetAction(parsed =>
        {
            RunSettings settings = run.Read(parsed, session.Terminal);
            (IReadOnlyList<Neighbourhood> found, IReadOnlyList<string> warnings) = Neighbourhood.Find(
                settings,
                TypeOf(settings, parsed.GetValue(type)),
                parsed.GetRequiredValue(names),
                parsed.GetValue(count));
            new Pipeline(session).Warn(warnings);
            session.Terminal.Show(new NeighboursScreen(found));
            return ExitCode.Done;
        });
        return command;
    }

    private static string TypeOf(RunSettings settings, string? named)
    {
        IEnumerable<string> types = settings.Entities.Select(entity => entity.Key);
        if (named is null)
        {
            return settings.Entities.Count == 1 ? types.First() : throw new UsageException(
                $"there are several entity types: name one with --type ({string.Join(", ", types)})");
        }

        return types.Contains(named, StringComparer.Ordinal) ? named : throw new UsageException(
            $"--type {named}: no such entity type, expected {string.Join(", ", types)}");
    }
}
