using System.CommandLine;
using System.Text;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cli.Commands;

public class HelpContractTests
{
    private const string FirstVerb = "## biggraph\n";

    public static TheoryData<string> Verbs()
    {
        var verbs = new TheoryData<string>();
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

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_each_verb_is_as_promised(string verb)
    {
        ProgramRun run = ProgramRun.Of([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);

        // The usage begins with the name of the process, which in tests is that of the test host.
        string help = run.Out.Replace($"  {RootCommand.ExecutableName} ", "  biggraph ", StringComparison.Ordinal);
        GoldenText.Check($"Contracts/help/{("biggraph " + verb).Trim().Replace(' ', '-')}.txt", help);
    }
}
