using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Pbg;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Lines of <c>training_stats.json</c> with the bytes of Python's <c>json.dumps</c>.</summary>
/// <remarks>PBG: <c>Stats.to_dict</c> and <c>CheckpointManager.append_stats</c>; its keys, in its order.</remarks>
internal static class TrainingStatsJson
{
    private const string LhsKey = "lhs_partition";
    private const string RhsKey = "rhs_partition";
    private const string IndexKey = "index";
    private const string StatsKey = "stats";
    private const string BeforeKey = "eval_stats_before";
    private const string AfterKey = "eval_stats_after";
    private const string EpochKey = "epoch_idx";
    private const string PathKey = "edge_path_idx";
    private const string SliceKey = "edge_chunk_idx";
    private const string MeanKey = "eval_stats_chunk_avg";
    private const string CountKey = "count";
    private const string MetricsKey = "metrics";

    /// <summary>A line without its line feed.</summary>
    public static string Write(TrainingStatsLine line)
    {
        bool isMean = line.EvalStatsChunkAvg is not null;
        (string Key, string? Value)[] position =
        [
            (EpochKey, Number(line.EpochIndex)),
            (PathKey, Number(line.EdgePathIndex)),
            (SliceKey, Number(line.EdgeSliceIndex)),
        ];
        (string Key, string? Value)[] members = isMean
            ? [.. position, (IndexKey, Number(line.Index)), (MeanKey, Stats(line.EvalStatsChunkAvg))]
            :
            [
                (LhsKey, Number(line.LhsPartition)),
                (RhsKey, Number(line.RhsPartition)),
                (IndexKey, Number(line.Index)),
                (StatsKey, Stats(line.Stats)),
                (BeforeKey, Stats(line.EvalStatsBefore)),
                (AfterKey, Stats(line.EvalStatsAfter)),
                .. position,
            ];
        return Object(members);
    }

    /// <summary>Reads a line; keys that are not known are passed over.</summary>
    /// <param name="text">Without its line feed.</param>
    /// <param name="source">Path and line, for messages.</param>
    /// <exception cref="CorruptFileException">When it is no such object, or lacks <c>index</c>.</exception>
    public static TrainingStatsLine Read(string text, string source)
    {
        PythonJson json = new(text, source);
        Dictionary<string, long> numbers = [];
        Dictionary<string, BucketStats> stats = [];
        json.ReadObject(key =>
        {
            switch (key)
            {
                case LhsKey or RhsKey or IndexKey or EpochKey or PathKey or SliceKey:
                    numbers[key] = json.ReadWhole();
                    break;
                case StatsKey or BeforeKey or AfterKey or MeanKey:
                    stats[key] = ReadStats(json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        });
        json.ExpectEnd();
        return new TrainingStatsLine
        {
            LhsPartition = numbers.TryGetValue(LhsKey, out long lhs) ? (int)lhs : null,
            RhsPartition = numbers.TryGetValue(RhsKey, out long rhs) ? (int)rhs : null,
            Index = numbers.TryGetValue(IndexKey, out long index) ? index : throw json.Corrupt("a key 'index'", "none"),
            Stats = stats.GetValueOrDefault(StatsKey),
            EvalStatsBefore = stats.GetValueOrDefault(BeforeKey),
            EvalStatsAfter = stats.GetValueOrDefault(AfterKey),
            EpochIndex = numbers.GetValueOrDefault(EpochKey),
            EdgePathIndex = numbers.GetValueOrDefault(PathKey),
            EdgeSliceIndex = numbers.GetValueOrDefault(SliceKey),
            EvalStatsChunkAvg = stats.GetValueOrDefault(MeanKey),
        };
    }

    private static BucketStats ReadStats(PythonJson json)
    {
        long? count = null;
        List<KeyValuePair<string, double>>? metrics = null;
        json.ReadObject(key =>
        {
            switch (key)
            {
                case CountKey:
                    count = json.ReadWhole();
                    break;
                case MetricsKey:
                    metrics = [];
                    json.ReadObject(name => metrics.Add(new(name, json.ReadReal())));
                    break;
                default:
                    throw json.Corrupt("only the keys 'count' and 'metrics'", $"'{key}'");
            }
        });
        return count is long edges && metrics is not null
            ? new(edges, metrics)
            : throw json.Corrupt("the keys 'count' and 'metrics'", "less");
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Stats(BucketStats? stats)
    {
        if (stats is null)
        {
            return null;
        }

        (string, string?)[] metrics = [.. stats.Metrics.Select(metric => (metric.Key, PythonFloat.Repr(metric.Value)))];
        return Object((CountKey, Number(stats.Count)), (MetricsKey, Object(metrics)));
    }

    private static string Object(params (string Key, string? Value)[] members)
    {
        StringBuilder text = new("{");
        foreach ((string key, string? value) in members.Where(member => member.Value is not null))
        {
            text.Append(text.Length > 1 ? ", " : "").Append('"').Append(key).Append("\": ").Append(value);
        }

        return text.Append('}').ToString();
    }
}
