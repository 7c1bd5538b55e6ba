using System.Text.Json.Serialization;

namespace BigGraphActors.Cluster.Locking;

/// <summary>How records become JSON; generated when this is compiled.</summary>
/// <remarks>Figures may be NaN or infinite when training diverges, and must not stop the ledger.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext;
