using System.CommandLine;
using System.Text;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cli.Commands;

public class HelpContractTests
{
    private const string Page = "../../docs/reference/cli.md";
    private const string Heading = "## Verbs and options\n\n";

    public static TheoryData<string> Verbs() => [.. AllVerbs()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_each_verb_is_as_promised(string verb) =>
        GoldenText.Check($"Contracts/help/{("biggraph " + verb).Trim().Replace(' ', '-')}.txt", HelpOf(verb));

    [Fact]
    public void The_reference_page_lists_every_verb_with_its_options()
    {
        string page = GoldenText.Read(Page);
        int start = page.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length;
        int end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
        StringBuilder table = new("| verb | does | options |\n|---|---|---|\n");
        foreach (string verb in AllVerbs().Skip(1))
        {
            Command command = verb.Split(' ').Aggregate<string, Command>(
                Root(), (parent, name) => parent.Subcommands.Single(child => child.Name == name));
            string[] options =
            [
                .. from option in command.Options
                   where option.Name is not ("--json" or "--param" or "--help")
                   select $"`{option.Name}`",
            ];
            if (options.Length > 0 || command.Subcommands.Count == 0)
            {
                table.Append($"| `{verb}` | {command.Description} | {string.Join(' ', options)} |\n".Replace("|  |", "| |"));
            }
        }

        GoldenText.Check(Page, $"{page[..start]}{table}{page[end..]}");
    }

    private static List<string> AllVerbs()
    {
        List<string> verbs = [];
        Add(Root(), "");
        return verbs;

        void Add(Command command, string path)
        {
            verbs.Add(path);
            foreach (Command child in command.Subcommands)
            {
                Add(child, path.Length == 0 ? child.Name : path + " " + child.Name);
            }
        }
    }

    private static RootCommand Root()
    {
        Terminal terminal = new(TextWriter.Null, TextWriter.Null, outputIsWindow: false, errorIsWindow: false);
        return BiggraphProgram.CreateRoot(new Session(terminal, CancellationToken.None)).Root;
    }

    private static string HelpOf(string verb)
    {
        ProgramRun run = ProgramRun.Of([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);

        // The usage begins with the name of the process, which in tests is that of the test host.
        return run.Out.Replace($"  {RootCommand.ExecutableName} ", "  biggraph ", StringComparison.Ordinal);
    }
}
