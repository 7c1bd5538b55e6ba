using System.CommandLine;
using System.Text;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cli.Commands;

public class HelpContractTests
{
    private const string FirstVerb = "## biggraph\n";

    public static TheoryData<string> Verbs() => [.. AllVerbs()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_each_verb_is_as_promised(string verb) =>
        GoldenText.Check($"Contracts/help/{("biggraph " + verb).Trim().Replace(' ', '-')}.txt", HelpOf(verb));

    [Fact]
    public void The_reference_page_holds_the_help_of_all_verbs()
    {
        var page = new StringBuilder(GoldenText.Read("../../docs/reference/cli.md").Split(FirstVerb)[0]);
        foreach (string verb in AllVerbs())
        {
            page.Append(("## biggraph " + verb).TrimEnd());
            page.Append("\n\n```text\n").Append(HelpOf(verb).TrimEnd()).Append("\n```\n\n");
        }

        GoldenText.Check("../../docs/reference/cli.md", page.ToString());
    }

    private static List<string> AllVerbs()
    {
        var verbs = new List<string>();
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, outputIsWindow: false, errorIsWindow: false);
        Add(BiggraphProgram.CreateRoot(new Session(terminal, CancellationToken.None)).Root, "");
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

    private static string HelpOf(string verb)
    {
        ProgramRun run = ProgramRun.Of([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);

        // The usage begins with the name of the process, which in tests is that of the test host.
        return run.Out.Replace($"  {RootCommand.ExecutableName} ", "  biggraph ", StringComparison.Ordinal);
    }
}
