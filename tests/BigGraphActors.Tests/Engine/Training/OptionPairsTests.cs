using System.Collections.Concurrent;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Training;

/// <summary>Any two options together train, or are refused with a reason; and each by itself has an effect.</summary>
public sealed class OptionPairsTests : IDisposable
{
    private const string Base = """
        biggraph {
          entities { a { num_partitions = 1 }, b { num_partitions = 1 } }
          relations = [{ name = r, lhs = a, rhs = b, operator = diagonal }, { name = s, lhs = a, rhs = b }]
          dimension = 6
          entity_path = "FOLDER/entities"
          edge_paths = ["FOLDER/edges"]
          checkpoint_path = "FOLDER/model"
          init_scale = 0.5
          comparator = dot
          loss_fn = softmax
          global_emb = false
          batch_size = 8
          num_batch_negs = 4
          num_uniform_negs = 3
          eval_fraction = 0
          eval_num_batch_negs = 4
          eval_num_uniform_negs = 3
          lr = 0.1
          workers = 1
          seed = 11
        }
        """;

    private const string Partitions = "entities.a.num_partitions=2 entities.b.num_partitions=2";
    private const string Dynamic = "dynamic";
    private const string Weights = "weights";

    /// <summary>Every option away from the base, with what it needs to show an effect.</summary>
    private static readonly (string Option, string? ShowsWith)[] Options =
    [
        .. new[] { "none", "translation", "linear", "affine", "complex_diagonal", "rotation", "simple" }
            .Select(kind => ($"relations.0.operator={kind}", (string?)null)),
        .. new[] { "cos", "l2", "squared_l2" }.Select(kind => ($"comparator={kind}", (string?)null)),
        .. new[] { "ranking", "logistic" }.Select(kind => ($"loss_fn={kind}", (string?)null)),
        ("products=int16", null),
        (Dynamic, null),
        (Weights, null),
        (Partitions, null),
        ("entities.a.num_partitions=3", null),
        ("entities.a.featurized=true", null),
        ("entities.b.featurized=true", null),
        ("relations.0.rhs=a relations.1.rhs=a", null),
        ("relations.0.all_negs=true", null),
        ("relations.0.weight=2.5", null),
        ("global_emb=true", null),
        ("bias=true", null),
        ("max_norm=0.7", null),
        ("margin=0.4", "loss_fn=ranking"),
        ("regularization_coef=0.05", null),
        ("regularizer-scope=raw", "dynamic regularization_coef=0.05"),
        ("num_batch_negs=0", null),
        ("num_uniform_negs=0", null),
        ("disable_lhs_negs=true", null),
        ("disable_rhs_negs=true", null),
        ("dimension=8", null),
        ("lr=0.02", null),
        ("relation_lr=0.01", null),
        ("init_scale=0.1", null),
        ("operator-init-scale=0.1", null),
        ("num_epochs=2", null),
        ("num_edge_chunks=3", null),
        ("max_edges_per_chunk=5", null),
        ("bucket_order=random", Partitions),
        ("bucket_order=affinity", Partitions),
        ("bucket_order=outside_in", Partitions),
        ("workers=2", null),
        ("batch_size=12", null),
        ("eval_fraction=0.3", null),
        ("eval_num_batch_negs=0", "eval_fraction=0.3"),
        ("eval_num_uniform_negs=0", "eval_fraction=0.3"),
        ("eval_num_uniform_negs=null", "eval_fraction=0.3 num_uniform_negs=9"),
        ("seed=12", null),
        ("deterministic=true", null),
        ("negative-power=0.75", null),
        ("mask-known-edges=true", null),
        ("known-labels=true", "relations.0.all_negs=true relations.1.all_negs=true"),
        ("group-queries=true", "dynamic relations.0.all_negs=true"),
        ("group-limit=1", "dynamic relations.0.all_negs=true group-queries=true"),
        ("negative-temperature=0.5", "loss_fn=logistic"),
        ("logistic-margin=3", "loss_fn=logistic"),
        ("frequency-weights=true", null),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-options-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Any_two_options_train_or_are_refused_with_a_reason()
    {
        (string, string)[] pairs =
        [
            .. from first in Options.Index()
               from second in Options.Skip(first.Index + 1)
               where KeyOf(first.Item.Option) != KeyOf(second.Option)
               select (first.Item.Option, second.Option),
        ];
        ConcurrentBag<string> faults = [];
        int trained = 0;
        Parallel.ForEach(pairs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, pair =>
        {
            try
            {
                Interlocked.Add(ref trained, Outcome($"{pair.Item1} {pair.Item2}") is null ? 0 : 1);
            }
            catch (Exception fault)
            {
                faults.Add($"{pair.Item1} with {pair.Item2}: {fault.GetType().Name}: {fault.Message}");
            }
        });
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
        Assert.True(trained > 0.8 * pairs.Length, $"only {trained} of {pairs.Length} pairs were trained");
    }

    [Theory]
    [InlineData("operator", "relations.0.operator")]
    [InlineData("comparator", "comparator")]
    [InlineData("loss_fn", "loss_fn")]
    public void Every_word_of_a_choice_is_tried(string name, string option)
    {
        string[] words = SettingsCatalogue.Keys.Single(key => key.Name == name).Allowed["one of ".Length..].Split(", ");
        Assert.All(
            words,
            word => Assert.True(
                Base.Contains($"{name} = {word}", StringComparison.Ordinal)
                    || Options.Any(tried => tried.Option == $"{option}={word}"),
                $"{option}={word} is not tried"));
    }

    [Fact]
    public void Each_option_by_itself_has_an_effect()
    {
        List<string> silent = [];
        foreach ((string option, string? needs) in Options)
        {
            string? without = Outcome(needs ?? "");
            string? with = Outcome($"{needs} {option}");
            Assert.True(with is not null && without is not null, $"{option} with {needs} is refused");
            if (with == without)
            {
                silent.Add(option);
            }
        }

        Assert.True(silent.Count == 0, $"without an effect: {string.Join(", ", silent)}");
    }

    /// <summary>What a training finds in each bucket, as text; none where the settings are refused.</summary>
    private string? Outcome(string options)
    {
        string folder = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        RunSettings? settings = Read(options, folder);
        if (settings is null)
        {
            return null;
        }

        try
        {
            OptionGraph.Write(settings, options.Contains(Weights, StringComparison.Ordinal));
            IReadOnlyList<(BucketLease Lease, BucketReport Report)> trained = LoopBench.Train(settings);
            Assert.All(trained, bucket => Assert.True(double.IsFinite(bucket.Report.Training.Loss), $"{bucket}"));
            return string.Join('\n', trained.Select(LoopBench.FiguresOf));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunSettings? Read(string options, string folder)
    {
        Directory.CreateDirectory(folder);
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string text = Base.Replace("FOLDER", folder.Replace('\\', '/'), StringComparison.Ordinal);
        if (words.Contains(Dynamic))
        {
            text = text.Replace(", { name = s, lhs = a, rhs = b }", "", StringComparison.Ordinal)
                .Replace("lr = 0.1", "lr = 0.1\ndynamic_relations = true", StringComparison.Ordinal);
            words = [.. words.Where(word => !word.StartsWith("relations.1", StringComparison.Ordinal))];
        }

        try
        {
            return SettingsReader.Read(text, "run.conf", [.. words.Where(word => word is not (Dynamic or Weights))]).Settings;
        }
        catch (SettingsException refused)
        {
            Assert.NotEmpty(refused.Problems);
            Assert.All(refused.Problems, problem => Assert.True(problem.Text.Length > 10, problem.Text));
            return null;
        }
    }

    private static string KeyOf(string option) => option.Split('=')[0];
}
