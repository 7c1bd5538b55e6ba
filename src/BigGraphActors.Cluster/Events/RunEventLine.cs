using System.Text.Json;
using System.Text.Json.Nodes;
using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Events;

/// <summary>
/// Events as lines of JSON: what <c>--json</c> prints, and what one process tells another by its output.
/// </summary>
public static class RunEventLine
{
    private const string Prefix = "event.";
    private const string NameField = "event";

    /// <summary>The line of an event: its name, then its fields; ends in no line feed.</summary>
    public static string Write(RunEvent happened)
    {
        JsonObject fields = (JsonObject)JsonSerializer.SerializeToNode(
            happened, happened.GetType(), ControlJson.Default)!;
        JsonObject line = new() { [NameField] = ControlManifests.NameOf(happened.GetType())[Prefix.Length..] };
        foreach ((string name, JsonNode? value) in fields.ToArray())
        {
            fields.Remove(name);
            line.Add(name, value);
        }

        return line.ToJsonString();
    }

    /// <summary>The event of a line, or none when the line is no event.</summary>
    public static RunEvent? TryRead(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            JsonObject fields = (JsonObject)JsonNode.Parse(line)!;
            return fields[NameField]?.GetValue<string>() is { } name
                ? JsonSerializer.Deserialize(
                    fields, ControlManifests.TypeOf(Prefix + name), ControlJson.Default) as RunEvent
                : null;
        }
        catch (Exception other) when (other is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
