using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Runs;

/// <summary>A blueprint as it travels.</summary>
/// <param name="Config">The settings in PBG's form.</param>
/// <param name="Seed">What PBG's form has no place for.</param>
/// <param name="RegularizerScope">Likewise.</param>
/// <param name="SharesParameters">See <see cref="RunBlueprint"/>.</param>
/// <param name="LeaseDuration">Likewise.</param>
/// <param name="ParameterBytesPerSecond">Likewise.</param>
internal sealed record BlueprintText(
    string Config,
    long Seed,
    RegularizerScope RegularizerScope,
    bool SharesParameters,
    TimeSpan LeaseDuration,
    long ParameterBytesPerSecond);
