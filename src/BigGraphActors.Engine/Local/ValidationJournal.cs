using System.Text.Json;
using BigGraphActors.Engine.Training;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Local;

/// <summary>The evaluations of a run, in <c>validation.jsonl</c> beside its checkpoint: a JSON object a line.</summary>
/// <remarks>Lines of versions above the committed one, and of other metrics, count for nothing.</remarks>
internal sealed class ValidationJournal(CheckpointDirectory checkpoint)
{
    private static readonly JsonSerializerOptions Spelling =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string _path = Path.Combine(checkpoint.Root, "validation.jsonl");

    /// <summary>What was written for a metric up to the committed version, in order; a torn line ends it.</summary>
    public IReadOnlyList<ValidationRecord> Read(string metric)
    {
        List<ValidationRecord> records = [];
        int committed = checkpoint.ReadVersion();
        foreach (string line in File.Exists(_path) ? File.ReadAllLines(_path) : [])
        {
            if (TryParse(line) is not { } record)
            {
                break;
            }

            if (record.Version <= committed && record.Metric == metric)
            {
                records.Add(record);
            }
        }

        return records;
    }

    /// <summary>Adds a line.</summary>
    public void Append(ValidationRecord record) =>
        File.AppendAllText(_path, JsonSerializer.Serialize(record, Spelling) + "\n");

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
