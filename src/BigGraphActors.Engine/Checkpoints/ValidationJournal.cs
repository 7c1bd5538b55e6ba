using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BigGraphActors.Engine.Training;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

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
