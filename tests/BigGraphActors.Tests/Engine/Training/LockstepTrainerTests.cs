using System.Runtime.InteropServices;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Training;

public class LockstepTrainerTests
{
    public static TheoryData<string> Models => ["static", "dynamic", "all", "uniform", "norm", "regular", "parts"];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_result_is_the_same_to_the_bit_on_one_two_and_three_threads(string model)
    {
        string one = Trained(model, 1);

        Assert.Equal(one, Trained(model, 2));
        Assert.Equal(one, Trained(model, 3));
        Assert.Equal(one, Trained(model, 20));
    }

    [Fact]
    public void Another_seed_gives_another_result() =>
        Assert.NotEqual(Trained("static", 2), Trained("static", 2, seed: 43));

    [Fact]
    public void It_learns_as_one_thread_does_by_itself()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { NumEpochs = 8 };
        double alone = LoopBench.LossOf(settings);
        double lockstep = LoopBench.LossOf(settings with { Deterministic = true, Workers = 2 });

        Assert.InRange(lockstep / alone, 0.8, 1.25);
    }

    [Fact]
    public void A_failure_of_one_thread_ends_the_others()
    {
        using TinyGraph graph = new();
        RunSettings settings = graph.Settings with { Deterministic = true, Workers = 3, Lr = 1e30 };

        Assert.Throws<TrainingDivergedException>(() => LoopBench.Train(settings));
    }

    [Theory]
    [InlineData(1000, 50)]
    [InlineData(999, 50)]
    [InlineData(7, 50)]
    [InlineData(1000, 1)]
    public void Parts_cover_a_batch_in_order_and_begin_at_blocks(int edges, int blockRows)
    {
        int next = 0;
        for (int lane = 0; lane < LockstepTrainer.Lanes; lane++)
        {
            StepPart part = StepPart.Of(lane, LockstepTrainer.Lanes, edges, blockRows);
            Assert.Equal(next, part.Start);
            Assert.True(part.Start == edges || part.Start % blockRows == 0);
            next += part.Count;
        }

        Assert.Equal(edges, next);
    }

    /// <summary>All vectors, parameters and statistics after a run, as text.</summary>
    private static string Trained(string model, int threads, long seed = 42)
    {
        using TinyGraph graph = new(partitions: model == "parts" ? 3 : 1, dynamic: model is "dynamic" or "regular");
        RunSettings settings = Of(model, graph.Settings) with { Deterministic = true, Workers = threads, Seed = seed };
        using LoopBench bench = new(settings);
        return string.Join('\n', (string[])
        [
            .. bench.Train().Select(LoopBench.FiguresOf),
            .. bench.Tables.Select(table => Convert.ToHexString(MemoryMarshal.AsBytes(table.Values.AsSpan()))),
            .. bench.Tables.Select(table => Convert.ToHexString(MemoryMarshal.AsBytes(table.RowSums.AsSpan()))),
            .. bench.Model.ToState(settings.Lr).Parameters.Select(parameter => string.Join(' ', parameter.Values)),
        ]);
    }

    private static RunSettings Of(string model, RunSettings settings) => model switch
    {
        "all" => settings with { Relations = [.. settings.Relations.Select(one => one with { AllNegs = true })] },
        "uniform" => settings with { NumBatchNegs = 0, EvalFraction = 0.2 },
        "norm" => settings with { MaxNorm = 0.5, GlobalEmb = true, InitScale = 0.3 },
        "regular" => settings with { RegularizationCoef = 0.01 },
        _ => settings,
    };
}
