using System.Text.Json;

namespace BigGraphActors.Tests.Golden;

/// <summary>The values that float32 rounding decides, which no test may compare.</summary>
internal sealed class GoldenConditioning
{
    private readonly Dictionary<(string File, string Case, int? Batch, string Tensor), HashSet<int>> _skipped = [];

    /// <summary>Reads conditioning.json of a golden folder; without the file nothing is skipped.</summary>
    public GoldenConditioning(string folder)
    {
        string path = Path.Combine(folder, "conditioning.json");
        if (!File.Exists(path))
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonElement entry in document.RootElement.GetProperty("entries").EnumerateArray())
        {
            JsonElement batch = entry.GetProperty("batch");
            _skipped[(
                entry.GetProperty("file").GetString()!,
                entry.GetProperty("case").GetString()!,
                batch.ValueKind == JsonValueKind.Number ? batch.GetInt32() : null,
                entry.GetProperty("tensor").GetString()!)] =
                [.. entry.GetProperty("entries").EnumerateArray().Select(index => index.GetInt32())];
        }
    }

    /// <summary>Flat indices to leave out of a comparison; mostly none.</summary>
    public IReadOnlySet<int> Skipped(string file, string caseName, int? batch, string tensor) =>
        _skipped.TryGetValue((file, caseName, batch, tensor), out HashSet<int>? indices) ? indices : [];
}
