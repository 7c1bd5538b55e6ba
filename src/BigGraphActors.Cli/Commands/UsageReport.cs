using System.CommandLine;
using System.CommandLine.Parsing;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary>Says what is wrong with the arguments, so that the one who typed them can put it right.</summary>
internal static class UsageReport
{
    // The parser's words, by which its errors are told apart: it gives them no kinds.
    private const string NoVerb = "Required command was not provided.";
    private const string NoArgument = "Required argument ";

    /// <summary>Whether a verb that has verbs below it was given none: its help is the answer.</summary>
    public static bool AsksForNothing(ParseResult parsed) =>
        parsed.Errors.Count == 1 && parsed.Errors[0].Message == NoVerb;

    /// <summary>Writes the errors, and where to read on.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(ParseResult parsed, Terminal terminal)
    {
        foreach (string message in Messages(parsed))
        {
            terminal.Note("error: " + message);
        }

        terminal.Note($"'{CommandPath(parsed)} --help' shows how it is used.");
        return ExitCode.WrongUsage;
    }

    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        // A mistyped verb is also a missing one; only the first is worth saying.
        List<string> messages = [.. parsed.Errors.Select(e => e.Message).Distinct()];
        return messages
            .Where(message => messages.Count == 1 || message != NoVerb)
            .Select(message => message.StartsWith(NoArgument, StringComparison.Ordinal)
                ? message + Taker(parsed.CommandResult)
                : message);
    }

    // An option of many values takes all words behind it.
    private static string Taker(CommandResult command) => command.Children
        .OfType<OptionResult>()
        .Where(option => option.Option.AllowMultipleArgumentsPerToken && option.Tokens.Count > 1)
        .Select(option =>
            $" {option.Option.Name} has taken {string.Join(" and ", option.Tokens.Select(word => $"'{word.Value}'"))}; "
            + "write what is no value of it before it, or behind --.")
        .FirstOrDefault("");

    private static string CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        Symbol? command = parsed.CommandResult.Command;
        while (command is Command)
        {
            names.Insert(0, command is RootCommand ? "biggraph" : command.Name);
            command = command.Parents.FirstOrDefault();
        }

        return string.Join(' ', names);
    }
}
