using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Pbg;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

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
    private const int MaxDepth = 64;

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
    /// <param name="text">Without its line feed; NaN, Infinity and -Infinity are numbers, as in Python.</param>
    /// <param name="source">Path and line, for messages.</param>
    /// <exception cref="CorruptFileException">When it is no such object, or lacks <c>index</c>.</exception>
    public static TrainingStatsLine Read(string text, string source)
    {
        JObject line = Parse(text, source);
        return new TrainingStatsLine
        {
            LhsPartition = (int?)Whole(line, LhsKey, source),
            RhsPartition = (int?)Whole(line, RhsKey, source),
            Index = Whole(line, IndexKey, source) ?? throw Corrupt(line, source, "a key 'index'", "none"),
            Stats = ReadStats(line, StatsKey, source),
            EvalStatsBefore = ReadStats(line, BeforeKey, source),
            EvalStatsAfter = ReadStats(line, AfterKey, source),
            EpochIndex = Whole(line, EpochKey, source) ?? 0,
            EdgePathIndex = Whole(line, PathKey, source) ?? 0,
            EdgeSliceIndex = Whole(line, SliceKey, source) ?? 0,
            EvalStatsChunkAvg = ReadStats(line, MeanKey, source),
        };
    }

    private static JObject Parse(string text, string source)
    {
        using JsonTextReader reader = new(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            MaxDepth = MaxDepth,
        };
        try
        {
            JObject line = JObject.Load(reader);
            return reader.Read() ? throw Corrupt(reader, source, "the end of the line", $"{reader.Value}") : line;
        }
        catch (JsonReaderException fault)
        {
            throw new CorruptFileException(source, fault.LinePosition, "a JSON object", fault.Message, fault);
        }
    }

    private static BucketStats? ReadStats(JObject line, string key, string source)
    {
        if (line[key] is not { } value)
        {
            return null;
        }

        if (value is not JObject stats || stats[MetricsKey] is not JObject metrics
            || Whole(stats, CountKey, source) is not { } count || stats.Count != 2)
        {
            throw Corrupt(value, source, $"the keys '{CountKey}' and '{MetricsKey}' in '{key}', and no other", "else");
        }

        return new(count, [.. metrics.Properties().Select(metric => metric.Value switch
        {
            JValue { Type: JTokenType.Integer or JTokenType.Float } number =>
                KeyValuePair.Create(metric.Name, number.Value<double>()),
            { } other => throw Corrupt(other, source, $"a number '{metric.Name}'", $"{other.Type}"),
        })]);
    }

    private static long? Whole(JObject from, string key, string source) => from[key] switch
    {
        null => null,
        JValue { Value: long number } => number,
        { } other => throw Corrupt(other, source, $"a whole number '{key}'", $"{other.Type}"),
    };

    private static CorruptFileException Corrupt(IJsonLineInfo place, string source, string expected, string found) =>
        new(source, place.LinePosition, expected, found);

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
