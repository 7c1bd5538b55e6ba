using System.CommandLine;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph bench</c>: how fast this machine trains and evaluates.</summary>
internal static class BenchCommand
{
    /// <summary>The verb with one subcommand a measurement.</summary>
    public static Command Create(Session session) =>
        new("bench", "Measure how fast this machine trains and evaluates")
        {
            BenchTrainCommand.Create(session),
            BenchKernelsCommand.Create(session),
            BenchEvalCommand.Create(session),
        };
}
