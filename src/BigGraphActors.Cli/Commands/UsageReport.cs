using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>Says what is wrong with the arguments, so that the one who typed them can put it right.</summary>
internal static partial class UsageReport
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
        List<string> messages = [.. parsed.Errors.Select(e => InWords(e.Message)).Distinct()];

        // What stands behind a mistyped word cannot be understood either: only the first is worth saying.
        if (parsed.UnmatchedTokens is [{ } first, ..] && messages.Find(message => Names(message, first)) is { } unknown)
        {
            return [unknown.TrimEnd('.') + NearestName.Hint(first, NamesOf(parsed.CommandResult.Command))];
        }

        return messages
            .Where(message => messages.Count == 1 || message != NoVerb)
            .Select(message => message.StartsWith(NoArgument, StringComparison.Ordinal)
                ? message + Taker(parsed.CommandResult)
                : message);
    }

    private static bool Names(string message, string token) =>
        message == $"Unrecognized command or argument '{token}'.";

    private static IEnumerable<string> NamesOf(Command command) =>
        command.Subcommands.Select(verb => verb.Name).Concat(command.Options.Select(option => option.Name));

    // The parser names the types of .NET.
    private static string InWords(string message) =>
        TypeName().Replace(message, type => type.Groups["name"].Value switch
        {
            "Int32" => $"a whole number up to {int.MaxValue}",
            "Int64" => "a whole number",
            "Double" => "a number",
            "Boolean" => "true or false",
            var name => name,
        });

    [GeneratedRegex(@"expected type '(System\.Nullable`1\[)?System\.(?<name>\w+)\]?'")]
    private static partial Regex TypeName();

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

/// <summary>Help for a screen too narrow for two columns: what something is for stands below its name.</summary>
/// <param name="columns">Width of the screen.</param>
internal sealed partial class NarrowHelp(int columns) : SynchronousCommandLineAction
{
    /// <summary>Columns from which on the parser's own help, in two columns, can be read.</summary>
    public const int NarrowestColumns = 70;

    private const int Unbounded = 100_000;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        using var wide = new StringWriter();
        TextWriter output = parseResult.InvocationConfiguration.Output;
        parseResult.InvocationConfiguration.Output = wide;
        int code = new HelpAction { MaxWidth = Unbounded }.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        foreach (string line in wide.ToString().ReplaceLineEndings("\n").Split('\n'))
        {
            Match entry = Entry().Match(line);
            Write(output, entry.Success ? "  " + entry.Groups["name"].Value : line, 2);
            if (entry.Success)
            {
                Write(output, "      " + entry.Groups["text"].Value, 6);
            }
        }

        return code;
    }

    private void Write(TextWriter output, string line, int indent)
    {
        string rest = line.TrimEnd();
        while (rest.Length > columns)
        {
            int end = rest.LastIndexOf(' ', columns);
            if (end <= indent)
            {
                break;
            }

            output.WriteLine(rest[..end]);
            rest = new string(' ', indent) + rest[(end + 1)..];
        }

        output.WriteLine(rest);
    }

    [GeneratedRegex(@"^  (?<name>\S.*?) {2,}(?<text>\S.*)$")]
    private static partial Regex Entry();
}
