using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Profiling;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph bench kernels</c>: the products of a negative block beside this machine's peak.</summary>
internal static class BenchKernelsCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        Option<int> rows = Number("--rows", "Edges of a negative block", 50);
        Option<int> negatives = Number("--columns", "Negatives of each edge", 100);
        Option<int> dimension = Number("--dimension", "Elements of a vector", 100);
        var command = new Command("kernels", "Time the kernels of one negative block on one core")
        {
            rows,
            negatives,
            dimension,
        };
        command.SetAction(parsed =>
        {
            var extent = new BlockExtent(
                parsed.GetValue(rows), parsed.GetValue(negatives), parsed.GetValue(dimension));
            double peak = StepProfile.PeakFlops(1);
            IReadOnlyList<KernelProfile> kernels =
                KernelProfile.Measure(extent.Rows, extent.Negatives, extent.Dimension);
            session.Terminal.Show(new BenchKernelsScreen(extent, kernels, peak));
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            HelpName = "N",
        };
        AllowedRange.Require(option, 1);
        return option;
    }
}
