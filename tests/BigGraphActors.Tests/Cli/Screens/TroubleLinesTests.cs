using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cli.Screens;

/// <summary>What a run tells of that goes wrong, so that nothing is waited for in silence.</summary>
public sealed class TroubleLinesTests
{
    [Fact]
    public void Every_trouble_has_a_line_with_its_reason()
    {
        RunEvent[] troubles =
        [
            new CheckpointFailed(3, "the disk is full"),
            new ParametersUnsaved(2, "the disk is full"),
            new CopiesMissing(new PartitionId("user", 1), Generation.Published(0), "the disk is full"),
            new LeaseLost(new Bucket(0, 1), 5, "a:1#7", "the disk is full"),
            new TrainerFailed("the disk is full"),
        ];

        string[] lines = [.. troubles.Select(trouble => TroubleLines.LineOf(At(trouble)) ?? "")];

        Assert.All(lines, line => Assert.EndsWith(": the disk is full", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("#7", line, StringComparison.Ordinal));
    }

    [Fact]
    public void What_goes_well_has_none() => Assert.Null(TroubleLines.LineOf(At(new CheckpointCommitted(1, 0.5))));

    private static NodeEvent At(RunEvent happened) => new(happened, "a:1#7", DateTimeOffset.UnixEpoch);
}
