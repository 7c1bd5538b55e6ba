using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>Whatever happens, the sum of what all trainers learnt is what all of them end with, to the last step.</summary>
public sealed class ParameterExchangeTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    [Fact]
    public void The_first_trainers_values_win()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        ParameterTrainer first = bed.StartTrainer(3);
        first.Loop.Pull(first.Model, null!);
        ParameterTrainer second = bed.StartTrainer(5);
        second.Loop.Pull(second.Model, null!);
        Assert.All(second.Values(), value => Assert.Equal(3f, value));
        Assert.All(first.Values(), value => Assert.Equal(3f, value));
    }

    [Fact]
    public void Nothing_is_lost_between_trainers_whose_threads_write_all_the_while()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer[] trainers = StartTrainers(bed, 3);
        Parallel.For(0, 6, Always, thread => trainers[thread % 3].Write(thread, 3000, total));
        AssertAllEndWith(trainers, total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Nothing_is_lost_or_added_twice_when_nodes_die(int seed)
    {
        using ParameterBed bed = new(saveInterval: TimeSpan.FromMilliseconds(7));
        ParameterNode node = bed.StartNodeWithAll();
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer[] trainers = StartTrainers(bed, 2);
        Random random = new(seed);
        Task writing = Writing(trainers, seed, total);
        for (int death = 0; death < 12; death++)
        {
            await Task.WhenAny(writing, Task.Delay(random.Next(5, 60)));
            node.Kill();
            node = bed.StartNodeWithAll();
        }

        await writing.WaitAsync(Wait);
        AssertAllEndWith(trainers, total);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Nothing_is_lost_or_added_twice_when_a_node_that_was_given_up_lives_on(int seed)
    {
        using ParameterBed bed = new(saveInterval: TimeSpan.FromMilliseconds(7));
        bed.StartNodeWithAll();
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer[] trainers = StartTrainers(bed, 2);
        Random random = new(seed);
        Task writing = Writing(trainers, seed, total);
        for (int giving = 0; giving < 8; giving++)
        {
            // The old node goes on adding and saving until it sees that a later life has begun.
            await Task.WhenAny(writing, Task.Delay(random.Next(5, 60)));
            bed.StartNodeWithAll();
        }

        await writing.WaitAsync(Wait);
        AssertAllEndWith(trainers, total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_lost_or_added_twice_when_slices_move(bool areTrainersWithTheSlices)
    {
        using ParameterBed bed = new();
        ParameterNode[] nodes = [bed.StartNodeWithAll(), bed.StartNode()];
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer[] trainers = StartTrainers(bed, 2, areTrainersWithTheSlices ? nodes : null);
        Task writing = Writing(trainers, 11, total);
        int[] home = new int[bed.Layout.Slices.Count];
        Random random = new(12);
        for (int move = 0; move < 60; move++)
        {
            await Task.WhenAny(writing, Task.Delay(random.Next(0, 10)));
            int slice = random.Next(home.Length);
            nodes[home[slice]].Parameters.Close(slice);
            home[slice] = 1 - home[slice];
            bed.Open(slice, nodes[home[slice]]);
        }

        await writing.WaitAsync(Wait);
        AssertAllEndWith(trainers, total);
    }

    [Fact]
    public void A_trainer_moves_no_bytes_to_slices_on_its_own_node()
    {
        using ParameterBed bed = new();
        ParameterNode node = bed.StartNodeWithAll();
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer trainer = bed.StartTrainer(home: node);
        trainer.Loop.Pull(trainer.Model, null!);
        trainer.Write(1, 500, total);
        AssertAllEndWith([trainer], total);
        Assert.True(SpinWait.SpinUntil(() => !bed.Reports.IsEmpty, Wait));
        Assert.All(bed.Reports, report => Assert.Equal(0, report.Bytes));
    }

    [Fact]
    public void While_the_disk_refuses_nothing_counts_as_kept_and_afterwards_nothing_is_lost()
    {
        using ParameterBed bed = new(saveInterval: TimeSpan.FromMilliseconds(7));
        ParameterNode node = bed.StartNodeWithAll();
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer[] trainers = StartTrainers(bed, 1);
        Directory.Move(bed.Folder, bed.Folder + ".away");
        trainers[0].Write(1, 500, total);
        Assert.True(trainers[0].Loop.Flush(Wait), trainers[0].Loop.Trouble);
        Assert.True(SpinWait.SpinUntil(() => !bed.Troubles.IsEmpty, Wait));
        node.Kill();
        Directory.Move(bed.Folder + ".away", bed.Folder);
        bed.StartNodeWithAll();
        AssertAllEndWith(trainers, total);
    }

    [Fact]
    public void Steps_are_counted_together_beyond_what_a_float_can_hold()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        ParameterTrainer[] trainers = StartTrainers(bed, 2);
        ParameterTable here = trainers[0].Model.RhsOperators[0]!.Table;
        ParameterTable there = trainers[1].Model.RhsOperators[0]!.Table;
        here.Steps += (1L << 40) + 1;
        there.Steps += 2;
        Assert.True(trainers[0].Loop.Flush(Wait) && trainers[1].Loop.Flush(Wait) && trainers[0].Loop.Flush(Wait));
        Assert.Equal((1L << 40) + 3, here.Steps);
        Assert.Equal((1L << 40) + 3, there.Steps);
    }

    [Fact]
    public void What_is_no_number_is_not_handed_on_and_is_set_back()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        ParameterTrainer[] trainers = StartTrainers(bed, 2);
        trainers[0].Model.RhsOperators[0]!.Table.Values(0)[3] = float.NaN;
        trainers[0].Model.RhsOperators[0]!.Table.Values(0)[4] = 8;
        Assert.True(trainers[0].Loop.Flush(Wait) && trainers[1].Loop.Flush(Wait));
        Assert.Equal([0f, 8f], trainers[0].Model.RhsOperators[0]!.Table.Values(0).Slice(3, 2).ToArray());
        Assert.Equal([0f, 8f], trainers[1].Model.RhsOperators[0]!.Table.Values(0).Slice(3, 2).ToArray());
        Assert.True(SpinWait.SpinUntil(() => bed.Reports.Any(report => report.Repaired == 1), Wait));
    }

    [Fact]
    public void A_push_whose_blocks_are_not_those_it_names_is_refused_and_changes_nothing()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        ParameterTrainer[] trainers = StartTrainers(bed, 1);
        Assert.True(trainers[0].Loop.Flush(Wait));
        float[] before = trainers[0].Values();
        ParameterSlice slice = bed.Layout.Slices[0];
        using NativeBuffer<float> answer = new(SliceBlocks.MessageLength(slice.Length));
        using ParameterLink link = new(bed.Plane, bed.Locate);
        PushReply now = link.Ask(
            new PushRequest(bed.Layout.Id, 0, PushOperation.Pull, Guid.Empty, 0, 0, 0, 0), [], answer, default);

        // One block is named, half of it is there.
        float[] message = [.. Enumerable.Repeat(5f, SliceBlocks.WordsOf(slice.Length) + (SliceBlocks.BlockLength / 2))];
        SliceBlocks blocks = new(message, slice.Length);
        blocks.Clear();
        blocks.Add(0);
        PushRequest push = new(
            bed.Layout.Id, 0, PushOperation.Push, Guid.NewGuid(), now.Life, 1, message.Length, 0);
        Assert.Equal(PushStatus.NotHere, link.Ask(push, message, answer, default).Status);
        Assert.True(trainers[0].Loop.Flush(Wait));
        Assert.Equal(before, trainers[0].Values());
    }

    [Fact]
    public void An_answer_with_blocks_that_the_slice_does_not_have_is_refused_before_anything_is_taken()
    {
        using ParameterBed bed = new();
        using ParameterTrainer trainer = new(bed, 3, new ParameterLoopSettings());
        ParameterSlice slice = bed.Layout.Slices[0];
        using NativeBuffer<float> scratch = new(SliceBlocks.MessageLength(slice.Length));
        using ClientSlice client = new(slice, trainer.View, scratch);
        float[] message = new float[SliceBlocks.WordsOf(slice.Length) + 1];
        float[] before = trainer.Values();
        PlaneException refused = Assert.Throws<PlaneException>(
            () => client.Receive(new PushReply(PushStatus.Done, 1, 0, 0, 0, 1, message.Length), message));
        Assert.Contains("slice 0", refused.Message, StringComparison.Ordinal);
        Assert.False(client.HasBase);
        Assert.Equal(before, trainer.Values());
    }

    [Fact]
    public void A_reader_gets_the_newest_values_and_changes_nothing()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        long[] total = new long[bed.Layout.ValueLength];
        ParameterTrainer[] trainers = StartTrainers(bed, 1);
        trainers[0].Write(1, 100, total);
        trainers[0].Model.RhsOperators[0]!.Table.Steps = 17;
        Assert.True(trainers[0].Loop.Flush(Wait));
        using SharedModel model = new(bed.Plan);
        using EmbeddingTable table = new(33, 7);
        ParameterReader.ReadAll(
            new ParameterView(bed.Layout, model, new Dictionary<string, EmbeddingTable> { ["tag"] = table }),
            bed.Plane,
            bed.Locate,
            default);
        Assert.Equal(
            trainers[0].Model.RhsOperators[1]!.Table.Values(0), model.RhsOperators[1]!.Table.Values(0));
        Assert.Equal(17, model.RhsOperators[0]!.Table.Steps);
        Assert.Equal(total[^(33 * 8)..^33].Select(value => (float)value), Rows(table));
    }

    [Fact]
    public void The_bandwidth_is_not_exceeded_and_staleness_is_measured()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        ParameterTrainer trainer = bed.StartTrainer(settings: new ParameterLoopSettings
        {
            BytesPerSecond = 20_000,
            RoundInterval = TimeSpan.FromMilliseconds(1),
            ReportInterval = TimeSpan.FromMilliseconds(600),
        });
        trainer.Loop.Pull(trainer.Model, null!);
        Assert.True(SpinWait.SpinUntil(() => bed.Reports.Count >= 3, Wait));
        ParameterReport report = bed.Reports.Last();
        double rate = report.Bytes / report.Elapsed.TotalSeconds;
        Assert.True(rate < 30_000, $"{rate} bytes a second");
        Assert.True(report.Staleness >= report.StalenessP99 && report.StalenessP99 > TimeSpan.Zero);
    }

    [Fact]
    public void A_trainer_that_cuts_differently_is_refused_with_the_reason()
    {
        using ParameterBed bed = new();
        bed.StartNodeWithAll();
        ParameterLayout other = ParameterLayout.Of(bed.Plan, [], 100);
        using SharedModel model = new(bed.Plan);
        using ParameterLoop loop = new(
            new ParameterView(other, model, new Dictionary<string, EmbeddingTable>()),
            new ParameterLoopSettings { PullPatience = TimeSpan.FromSeconds(1) },
            bed.Plane,
            bed.Locate,
            _ => { });
        TimeoutException refused = Assert.Throws<TimeoutException>(() => loop.Pull(model, null!));
        Assert.Contains("configuration", refused.Message, StringComparison.Ordinal);
    }

    private static ParallelOptions Always { get; } = new() { MaxDegreeOfParallelism = 6 };

    private static ParameterTrainer[] StartTrainers(ParameterBed bed, int count, ParameterNode[]? homes = null)
    {
        ParameterTrainer[] trainers =
            [.. Enumerable.Range(0, count).Select(index => bed.StartTrainer(home: homes?[index]))];
        Array.ForEach(trainers, trainer => trainer.Loop.Pull(trainer.Model, null!));
        return trainers;
    }

    private static Task Writing(ParameterTrainer[] trainers, int seed, long[] total) => Task.WhenAll(
        trainers.SelectMany((trainer, index) => new[] { 0, 1 }.Select(thread => Task.Factory.StartNew(
            () => trainer.Write((seed * 100) + (index * 10) + thread, 6000, total), TaskCreationOptions.LongRunning))));

    private static void AssertAllEndWith(ParameterTrainer[] trainers, long[] total)
    {
        float[] expected = [.. total.Select(value => (float)value)];

        // A node that was given up answers until it has seen the later life: what it took is handed on again then.
        bool areEqual = SpinWait.SpinUntil(
            () =>
            {
                Assert.All(trainers, trainer => Assert.True(trainer.Loop.Flush(Wait), trainer.Loop.Trouble));
                return trainers.All(trainer => expected.SequenceEqual(trainer.Values()));
            },
            Wait);
        Assert.All(trainers, trainer => Assert.Equal(expected, trainer.Values()));
        Assert.True(areEqual);
    }

    private static IEnumerable<float> Rows(EmbeddingTable table)
    {
        for (int row = 0; row < table.RowCount; row++)
        {
            foreach (float value in table.Row(row).ToArray())
            {
                yield return value;
            }
        }
    }
}
