using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Interop;

/// <summary>Training goes on from a checkpoint that PBG wrote.</summary>
public class ResumeFromPbgTests
{
    public static TheoryData<string> Names() => Fixture.Names();

    [SharedDataTheory]
    [MemberData(nameof(Names))]
    public void Training_goes_on_where_pbg_stopped(string name)
    {
        using Fixture fixture = new(name);
        CheckpointDirectory checkpoint = new(fixture.Checkpoint);
        Assert.Equal(2, checkpoint.ReadVersion());
        int lines = checkpoint.ReadStats().Count();
        RunSettings settings = fixture.Settings with { NumEpochs = 4 };

        TrainingReport report = OneNodeRun.Train(settings);

        Assert.Equal(2, report.Passes);
        Assert.Equal(4, checkpoint.ReadVersion());
        Assert.NotNull(checkpoint.TryReadModel(4));
        Assert.Null(checkpoint.TryReadModel(2));
        Assert.True(checkpoint.ReadStats().Count() > lines);
        Assert.True(double.IsFinite(report.LossPerEdge));
        Assert.True(report.LossPerEdge > 0);
    }

    [SharedDataFact]
    public void A_finished_checkpoint_is_left_as_it_is()
    {
        using Fixture fixture = new("static-2x2");
        TrainingReport report = OneNodeRun.Train(fixture.Settings);
        Assert.Equal(0, report.Passes);
        Assert.Equal(2, new CheckpointDirectory(fixture.Checkpoint).ReadVersion());
    }
}
