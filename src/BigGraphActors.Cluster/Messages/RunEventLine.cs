using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Messages;

/// <summary>
/// Events as lines of JSON: what <c>--json</c> prints, and what one process tells another by its output.
/// </summary>
public static class RunEventLine
{
    private const string NameField = "event";
    private const string NodeField = "node";
    private const string TimeField = "at";

    private static readonly Dictionary<string, Type> Names = new(StringComparer.Ordinal);

    static RunEventLine()
    {
        foreach (Type type in Types)
        {
            Names.Add(NameOf(type), type);
        }
    }

    /// <summary>Every event.</summary>
    internal static IReadOnlyList<Type> Types { get; } =
    [
        typeof(RunStarted), typeof(RunFinished), typeof(PassStarted), typeof(PassFinished), typeof(BucketStarted),
        typeof(BucketAdvanced), typeof(BucketTrained), typeof(TrainerWaiting), typeof(TrainerFailed),
        typeof(TrainerRestarted), typeof(LeaseLost), typeof(PartitionMoved), typeof(TableCheckedIn),
        typeof(CopiesMissing), typeof(ParametersExchanged), typeof(ParametersUnsaved), typeof(EvaluationDone),
        typeof(CheckpointCommitted), typeof(CheckpointFailed), typeof(NodeUp), typeof(NodeDown),
    ];

    /// <summary>The line of an event: its name, its fields, node and time; ends in no line feed.</summary>
    public static string Write(NodeEvent told)
    {
        Type type = told.Event.GetType();
        JsonObject fields = (JsonObject)JsonSerializer.SerializeToNode(told.Event, type, RunEventJson.Default)!;
        JsonObject line = new() { [NameField] = NameOf(type) };
        foreach ((string name, JsonNode? value) in fields.ToArray())
        {
            fields.Remove(name);
            line.Add(name, value);
        }

        line.Add(NodeField, told.Node);
        line.Add(TimeField, told.At);
        return line.ToJsonString();
    }

    /// <summary>The event of a line, or none when the line is no event.</summary>
    public static NodeEvent? TryRead(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            JsonObject fields = (JsonObject)JsonNode.Parse(line)!;
            return fields[NameField]?.GetValue<string>() is { } name && Names.TryGetValue(name, out Type? type)
                && JsonSerializer.Deserialize(fields, type, RunEventJson.Default) is RunEvent happened
                ? new NodeEvent(
                    happened,
                    fields[NodeField]?.GetValue<string>() ?? "",
                    fields[TimeField]?.GetValue<DateTimeOffset>() ?? default)
                : null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string NameOf(Type type) => JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name);
}

/// <summary>How events become JSON: generated when this is compiled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunFinished))]
[JsonSerializable(typeof(PassStarted))]
[JsonSerializable(typeof(PassFinished))]
[JsonSerializable(typeof(BucketStarted))]
[JsonSerializable(typeof(BucketAdvanced))]
[JsonSerializable(typeof(BucketTrained))]
[JsonSerializable(typeof(TrainerWaiting))]
[JsonSerializable(typeof(TrainerFailed))]
[JsonSerializable(typeof(TrainerRestarted))]
[JsonSerializable(typeof(LeaseLost))]
[JsonSerializable(typeof(PartitionMoved))]
[JsonSerializable(typeof(TableCheckedIn))]
[JsonSerializable(typeof(CopiesMissing))]
[JsonSerializable(typeof(ParametersExchanged))]
[JsonSerializable(typeof(ParametersUnsaved))]
[JsonSerializable(typeof(EvaluationDone))]
[JsonSerializable(typeof(CheckpointCommitted))]
[JsonSerializable(typeof(CheckpointFailed))]
[JsonSerializable(typeof(NodeUp))]
[JsonSerializable(typeof(NodeDown))]
internal sealed partial class RunEventJson : JsonSerializerContext;
