using System.Text.Json.Serialization;

namespace BigGraphActors.Cluster.Runs;

/// <summary>A blueprint as it travels.</summary>
/// <param name="Config">The settings in PBG's form, with our own keys.</param>
/// <param name="SharesParameters">See <see cref="RunBlueprint"/>.</param>
/// <param name="LeaseDuration">Likewise.</param>
/// <param name="ParameterBytesPerSecond">Likewise.</param>
/// <param name="Copies">Likewise.</param>
/// <param name="Identity">Likewise.</param>
/// <param name="Graph">Likewise.</param>
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
