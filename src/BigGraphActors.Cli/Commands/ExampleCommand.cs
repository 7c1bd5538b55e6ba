using System.CommandLine;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example</c>: whole runs on known graphs, from edge list to evaluated vectors.</summary>
internal static class ExampleCommand
{
    /// <summary>The verb with one subcommand a graph.</summary>
    public static Command Create(Session session) =>
        new("example", "Run a whole example: build or fetch a graph, import, train, evaluate")
        {
            DotnetExampleCommand.Create(session),
        };
}
