using System.Text.Json.Nodes;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Profiling;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Cli.Screens;

public class ScreenTests
{
    private static readonly RunSettings Settings = SettingsReader.Read(
        """
        biggraph {
          entity_path = data/entities
          edge_paths = [data/train]
          checkpoint_path = data/model
          entities { user { num_partitions = 1 } }
          relations = [{ name = follows, lhs = user, rhs = user, operator = translation }]
          dimension = 100
          num_epochs = 2
          seed = 7
          import { files = [train.tsv], edge-paths = [data/train] }
        }
        """,
        "run.conf").Settings;

    private static readonly TrainedPass[] Passes =
    [
        new(1, 483_142, 5.25, 3.0, 2.5), new(2, 483_142, 4.125, 2.5, 2.0), new(3, 483_142, 4.0, 2.0, 1.5),
    ];

    private static TrainingReport Training(long passes) => new(
        passes * 483_142, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7.5), 4.0, passes, 3, 42);

    private static RankingReport Ranking(bool filtered, bool perRelation)
    {
        var sums = new RankingSums
        {
            Count = 4,
            Loss = 10,
            Auc = 3.5,
            Pessimistic = new RankSums(5000, 2.5, 2, 3, 3.5),
            Realistic = new RankSums(4900, 2.6, 2.5, 3, 3.5),
        };
        var protocol = new EvaluationProtocol(
            filtered,
            "all entities of the type",
            "against the positive (pessimistic), realistic beside",
            "mean of both sides",
            ["data/test"],
            filtered ? ["data/test", "data/train"] : [],
            3);
        return new RankingReport(
            sums,
            protocol,
            [new BucketRanking(0, new Bucket(0, 0), sums)],
            perRelation ? [new RelationRanking("/film/[actor]", sums)] : [],
            TimeSpan.FromSeconds(1.25));
    }

    [Fact]
    public void Training_looks_as_promised() =>
        ScreenText.Check("train", new TrainingScreen(Training(3), Passes, Settings));

    [Fact]
    public void Training_with_nothing_left_to_do_says_so() =>
        ScreenText.Check("train-nothing-left", new TrainingScreen(Training(0), [], Settings));

    [Fact]
    public void A_filtered_evaluation_looks_as_promised() =>
        ScreenText.Check("eval-filtered", new RankingScreen(Ranking(filtered: true, perRelation: false)));

    [Fact]
    public void A_raw_evaluation_by_relation_looks_as_promised() =>
        ScreenText.Check("eval-raw-by-relation", new RankingScreen(Ranking(filtered: false, perRelation: true)));

    [Fact]
    public void A_training_benchmark_shows_medians_without_the_first_epoch() =>
        ScreenText.Check(
            "bench-train", new BenchTrainScreen(Training(3), Passes, Settings with { Workers = 2 }, Speed));

    [Fact]
    public void A_kernel_benchmark_looks_as_promised() =>
        ScreenText.Check("bench-kernels", new BenchKernelsScreen(
            new BlockExtent(50, 100, 100),
            [new KernelProfile("scores", 6.7e-6, 1e6), new KernelProfile("softmax with its gradient", 2.5e-6, 0)],
            179e9));

    private static StepSpeed Speed { get; } = new(
        120_000,
        350e9,
        new StepProfile(1000, [(TrainingStage.Encode, 1e-4), (TrainingStage.Scores, 3e-4)], 100));

    [Fact]
    public void An_evaluation_benchmark_looks_as_promised() =>
        ScreenText.Check("bench-eval", new BenchEvalScreen(Ranking(filtered: true, perRelation: false)));

    [Fact]
    public void A_whole_run_has_the_keys_of_training_and_evaluation() =>
        ScreenText.Check("run", new RunOutcomeScreen(new RunOutcome
        {
            Settings = Settings,
            Import = null,
            Training = Training(3),
            Passes = Passes,
            Ranking = Ranking(filtered: true, perRelation: false),
            Elapsed = TimeSpan.FromSeconds(20),
        }));

    [Fact]
    public void The_graph_of_the_example_looks_as_promised() =>
        ScreenText.Check("graph", new GraphScreen(new GraphSummary(
            172, 410_772, 386_127, 4_107, 20_538, [("calls", 100_408), ("part_of", 134)])));

    [Fact]
    public void An_import_names_what_it_rejected() => ScreenText.Check("import", new ImportScreen(new ImportReport
    {
        Seed = 7,
        Files =
        [
            new ImportedFile
            {
                Path = "train.tsv",
                EdgePath = "data/train",
                Delimiter = ColumnDelimiter.Tab,
                Lines = 1_005,
                Headers = 1,
                Comments = 1,
                Blank = 1,
                Continued = 0,
                Rejected = 1,
                Dropped = 1,
                Edges = 1_000,
            },
        ],
        EntityTypes = [new ImportedEntityType("user", 250, 3, 4)],
        Relations = 1,
        DroppedRelations = 0,
        Buckets = (4, 4),
        Edges = 1_000,
        RejectedCount = 1,
        Rejected = [new RejectedLine("train.tsv", 17, 2, "the weight is not a number", "a\tb\tc")],
        RejectedFile = "data/entities/rejected.tsv",
        Notes = ["Entity type 'user' has 3 entities for 4 partitions, so some are empty."],
        Elapsed = TimeSpan.FromSeconds(0.5),
    }));

    [Fact]
    public void A_sound_configuration_is_called_so() => ScreenText.Check("config-check", new ConfigCheckScreen(
        "run.conf",
        [],
        [new SettingsWarning(new SourcePosition("run.conf", 3, 5), "comparator", "is doubtful")]));

    [Fact]
    public void A_faulty_configuration_names_its_problems() => ScreenText.Check(
        "config-check-problems",
        new ConfigCheckScreen(
            "run.conf",
            [new SettingsProblem(new SourcePosition("run.conf", 3, 5), "dimension", "is no number")],
            []));

    [Fact]
    public void A_configuration_is_shown_key_by_key() =>
        ScreenText.Check("config-show", new ConfigShowScreen(Settings, onlyChanged: false));

    [Fact]
    public void A_configuration_can_be_shown_without_its_defaults() =>
        ScreenText.Check("config-show-changed", new ConfigShowScreen(Settings, onlyChanged: true));

    [Fact]
    public void What_was_found_at_a_path_is_shown_part_by_part()
    {
        var section = new Section(
            "buckets", "12 edges in [data]", ["bucket", "edges"], [["(0, 0)", "12"]], new JsonArray(12));

        ScreenText.Check("inspect", new SectionsScreen("data", [section]));
    }
}
