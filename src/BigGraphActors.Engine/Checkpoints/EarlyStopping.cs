using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>Ranks held-out edges between epochs, keeps the best version, and says when a run may end.</summary>
/// <remarks>
/// Works on committed versions only, so one machine and a cluster call it alike: after each commit, from one place.
/// What it found before is read back from the checkpoint's folder, so a run that is resumed knows its best. Not
/// thread-safe.
/// </remarks>
public sealed class EarlyStopping
{
    private readonly RunSettings _settings;
    private readonly ValidationSettings _validation;
    private readonly CheckpointDirectory _checkpoint;
    private readonly ValidationJournal _journal;
    private readonly List<ValidationRecord> _records;
    private readonly string _metric;

    private EarlyStopping(RunSettings settings, ValidationSettings validation)
    {
        _settings = settings;
        _validation = validation;
        _checkpoint = new CheckpointDirectory(settings.CheckpointPath);
        _journal = new ValidationJournal(_checkpoint);
        _metric = validation.Metric == ValidationMetric.PosRank
            ? "pos_rank"
            : validation.Metric.ToString().ToLowerInvariant();
        _records = [.. _journal.Read(_metric)];
    }

    /// <summary>The best evaluation so far, or none before the first.</summary>
    public ValidationRecord? Best => _records.LastOrDefault(record => record.IsBest);

    /// <summary>Evaluations in a row since the best one.</summary>
    public int SinceBest => _records.Count - 1 - _records.FindLastIndex(record => record.IsBest);

    /// <summary>Whether the patience is at its end.</summary>
    public bool IsOver => _records.Count > 0 && _validation.Patience > 0 && SinceBest >= _validation.Patience;

    /// <summary>Why a run ends where the patience is at its end, for people.</summary>
    public string Reason => $"{_metric} no longer improves";

    /// <summary>Makes one for a run, or none where its settings have no block <c>validation</c>.</summary>
    public static EarlyStopping? Of(RunSettings settings) =>
        settings.Validation is { } validation ? new EarlyStopping(settings, validation) : null;

    /// <summary>Whether a number of finished epochs is one after which to rank.</summary>
    public bool IsDue(int epochs) => epochs > 0 && epochs % _validation.Every == 0;

    /// <summary>Ranks the committed version, and keeps it where it is the best.</summary>
    /// <param name="epochs">Epochs done.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public ValidationRecord Evaluate(int epochs, CancellationToken stop)
    {
        RankingReport report = CheckpointEvaluation.Evaluate(
            _settings with { EdgePaths = _validation.EdgePaths }, Request(), null, stop);
        double value = ValueOf(report);
        int version = (int)report.Protocol.Version;
        bool isBest = double.IsFinite(value) && (Best is not { } best || IsBetter(value, best.Value));
        if (isBest)
        {
            BestCheckpoint.Keep(_checkpoint, version);
        }

        ValidationRecord record = new(epochs, version, _metric, value, isBest);
        _journal.Append(record);
        _records.Add(record);
        return record;
    }

    private bool IsBetter(double value, double best) =>
        _validation.Metric is ValidationMetric.PosRank or ValidationMetric.Loss
            ? value < best - _validation.MinImprovement
            : value > best + _validation.MinImprovement;

    private double ValueOf(RankingReport report) => _validation.Metric switch
    {
        ValidationMetric.R1 => report.Pessimistic.Within1,
        ValidationMetric.R10 => report.Pessimistic.Within10,
        ValidationMetric.R50 => report.Pessimistic.Within50,
        ValidationMetric.PosRank => report.Pessimistic.Rank,
        ValidationMetric.Auc => report.Auc,
        ValidationMetric.Loss => report.Loss,
        _ => report.Pessimistic.Reciprocal,
    };

    private EvaluationRequest Request() => new()
    {
        Candidates = _validation.Candidates switch
        {
            ValidationCandidates.All => CandidateScope.All,
            ValidationCandidates.Partition => CandidateScope.Partition,
            _ => CandidateScope.Config,
        },
        FilterPaths = _validation.Filtered
            ?
            [
                .. _validation.EdgePaths
                    .Concat(_settings.EdgePaths)
                    .Concat(_settings.Import?.EdgePaths ?? [])
                    .Distinct(StringComparer.Ordinal),
            ]
            : [],
    };
}

/// <summary>The evaluations of a run, in <c>validation.jsonl</c> beside its checkpoint: a JSON object a line.</summary>
/// <remarks>Lines of versions above the committed one, and of other metrics, count for nothing.</remarks>
internal sealed class ValidationJournal(CheckpointDirectory checkpoint)
{
    private static readonly JsonSerializerOptions Spelling =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

    private readonly string _path = Path.Combine(checkpoint.Root, "validation.jsonl");

    /// <summary>What was written for a metric up to the committed version, in order.</summary>
    /// <remarks>A damaged line is passed over.</remarks>
    public IReadOnlyList<ValidationRecord> Read(string metric)
    {
        List<ValidationRecord> records = [];
        int committed = checkpoint.ReadVersion();
        foreach (string line in File.Exists(_path) ? File.ReadAllLines(_path) : [])
        {
            if (TryParse(line) is { } record && record.Version <= committed && record.Metric == metric)
            {
                records.Add(record);
            }
        }

        return records;
    }

    /// <summary>Adds a line; one that a crash cut off before ends first, so that it takes nothing with it.</summary>
    public void Append(ValidationRecord record)
    {
        using FileStream file = new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        bool isTorn = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(
            (isTorn ? "\n" : "") + JsonSerializer.Serialize(record, Spelling) + "\n"));
    }

    private static ValidationRecord? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ValidationRecord>(line, Spelling);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
