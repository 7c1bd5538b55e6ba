using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Pbg;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BigGraphActors.Storage.Pbg;

/// <summary><c>training_stats.json</c>: one JSON object a line, only ever longer.</summary>
internal static class TrainingStatsFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Adds lines; they are on the disk when this returns.</summary>
    /// <remarks>A last line that a crash cut off is removed first, because PBG could not read past it.</remarks>
    public static void Append(string path, IEnumerable<TrainingStatsLine> lines)
    {
        StringBuilder text = new();
        foreach (TrainingStatsLine line in lines)
        {
            text.Append(TrainingStatsJson.Write(line)).Append('\n');
        }

        byte[] bytes = Utf8.GetBytes(text.ToString());
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        long end = EndOfWholeLines(file);
        try
        {
            file.SetLength(end);
            file.Position = end;
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (IOException failure) when (DiskSpace.IsFull(failure))
        {
            file.SetLength(end);
            throw DiskSpace.Full(path, bytes.Length, failure);
        }
    }

    /// <summary>The lines in order; none where there is no file. A last line that was cut off is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onDamaged">Is told each whole line that cannot be read, with its number; may be none.</param>
    /// <remarks>The file is a log: a damaged line takes nothing with it but itself.</remarks>
    public static IEnumerable<TrainingStatsLine> Read(string path, Action<CorruptFileException>? onDamaged)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        bool endsWhole = EndOfWholeLines(file) == file.Length;
        file.Position = 0;
        using StreamReader reader = new(file, Utf8);
        string? next = reader.ReadLine();
        for (int number = 1; next is { } line; number++)
        {
            next = reader.ReadLine();
            bool isWhole = next is not null || endsWhole;
            string source = string.Create(CultureInfo.InvariantCulture, $"{path}:{number}");
            if (isWhole && line.Length > 0 && TryRead(line, source, onDamaged) is { } read)
            {
                yield return read;
            }
        }
    }

    private static TrainingStatsLine? TryRead(string line, string source, Action<CorruptFileException>? onDamaged)
    {
        try
        {
            return TrainingStatsJson.Read(line, source);
        }
        catch (CorruptFileException damaged)
        {
            onDamaged?.Invoke(damaged);
            return null;
        }
    }

    private static long EndOfWholeLines(FileStream file)
    {
        byte[] tail = new byte[4096];
        for (long end = file.Length; end > 0;)
        {
            int count = (int)Math.Min(tail.Length, end);
            file.Position = end - count;
            file.ReadExactly(tail, 0, count);
            int last = tail.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                return end - count + last + 1;
            }

            end -= count;
        }

        return 0;
    }
}

/// <summary>One line of <c>training_stats.json</c>: a bucket's training, or the mean of a pass.</summary>
/// <remarks>
/// PBG: a bucket's line has both partitions and <see cref="Stats"/>; the line of the mean has only
/// <see cref="EvalStatsChunkAvg"/>. A metric may be NaN or infinite, as in Python's JSON.
/// </remarks>
public sealed record TrainingStatsLine
{
    /// <summary>Left-hand partition of the bucket; none on a line of a mean.</summary>
    public int? LhsPartition { get; init; }

    /// <summary>Right-hand partition of the bucket; none on a line of a mean.</summary>
    public int? RhsPartition { get; init; }

    /// <summary>Which bucket of the whole run, from 0; on a line of a mean that of the pass's last.</summary>
    public required long Index { get; init; }

    /// <summary>Of training.</summary>
    public BucketStats? Stats { get; init; }

    /// <summary>Of the held-out edges before training, where some are held out.</summary>
    public BucketStats? EvalStatsBefore { get; init; }

    /// <summary>Of the held-out edges after training, where some are held out.</summary>
    public BucketStats? EvalStatsAfter { get; init; }

    /// <summary>Epoch, from 0.</summary>
    public required long EpochIndex { get; init; }

    /// <summary>Edge path, from 0.</summary>
    public required long EdgePathIndex { get; init; }

    /// <summary>Edge slice, from 0.</summary>
    public required long EdgeSliceIndex { get; init; }

    /// <summary>Mean over the pass of all <see cref="EvalStatsBefore"/>, by count.</summary>
    public BucketStats? EvalStatsChunkAvg { get; init; }
}

/// <summary>Means over some edges, as PBG records them: how many edges, and one number for each metric.</summary>
/// <param name="Count">Number of edges.</param>
/// <param name="Metrics">
/// By name, in PBG's order: <c>loss, reg, violators_lhs, violators_rhs</c> of training; <c>loss, pos_rank, mrr, r1,
/// r10, r50, auc</c> of evaluation; empty when there were no edges.
/// </param>
public sealed record BucketStats(long Count, IReadOnlyList<KeyValuePair<string, double>> Metrics)
{
    /// <summary>A metric's mean, or none of that name.</summary>
    public double? Find(string metric)
    {
        foreach ((string name, double value) in Metrics)
        {
            if (name == metric)
            {
                return value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(BucketStats? other) =>
        other is not null && Count == other.Count && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Metrics.Count);
}

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
