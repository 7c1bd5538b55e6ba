using System.Text.Json.Serialization;

namespace BigGraphActors.Cluster.Runs;

/// <summary>A blueprint as it travels.</summary>
/// <param name="Config">The settings in PBG's form, with our own keys.</param>
/// <param name="SharesParameters">See <see cref="RunBlueprint"/>.</param>
/// <param name="LeaseDuration">See <see cref="RunBlueprint"/>.</param>
/// <param name="ParameterBytesPerSecond">See <see cref="RunBlueprint"/>.</param>
/// <param name="Copies">See <see cref="RunBlueprint"/>.</param>
/// <param name="Identity">See <see cref="RunBlueprint"/>.</param>
/// <param name="Graph">See <see cref="RunBlueprint"/>.</param>
internal sealed record BlueprintText(
    string Config,
    bool SharesParameters,
    TimeSpan LeaseDuration,
    long ParameterBytesPerSecond,
    int Copies = 0,
    string Identity = "",
    string Graph = "");

/// <summary>How it becomes JSON: generated when this is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BlueprintText))]
internal sealed partial class BlueprintJson : JsonSerializerContext;
