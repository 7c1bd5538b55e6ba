using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace BigGraphActors.Cli.Commands;

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
