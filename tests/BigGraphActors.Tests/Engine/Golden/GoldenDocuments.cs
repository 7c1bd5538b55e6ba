using System.Collections.Concurrent;
using System.Text.Json;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>The golden files, read once.</summary>
internal static class GoldenDocuments
{
    private static readonly ConcurrentDictionary<string, JsonDocument> Documents = new();
    private static readonly Lazy<Dictionary<(string, string, int, string), HashSet<int>>> Conditioning = new(Read);

    public static JsonElement RootOf(string file) => Documents.GetOrAdd(
        file, name => JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.GoldenFolder!, name)))).RootElement;

    public static IEnumerable<JsonElement> CasesOf(string file) => RootOf(file).GetProperty("cases").EnumerateArray();

    /// <summary>The names of a file's cases; one empty name where the data is absent, for the skipped test.</summary>
    public static TheoryData<string> NamesOf(string file)
    {
        TheoryData<string> names = [];
        if (SharedData.GoldenFolder is null)
        {
            names.Add(string.Empty);
            return names;
        }

        foreach (JsonElement element in CasesOf(file))
        {
            names.Add(element.GetProperty("name").GetString()!);
        }

        return names;
    }

    public static JsonElement CaseOf(string file, string name) =>
        CasesOf(file).First(element => element.GetProperty("name").GetString() == name);

    /// <summary>Entries of a tensor whose value float32 rounding decides.</summary>
    public static IReadOnlySet<int>? IllConditioned(string file, string name, int batch, string tensor) =>
        Conditioning.Value.GetValueOrDefault((file, name, batch, tensor));

    private static Dictionary<(string, string, int, string), HashSet<int>> Read()
    {
        Dictionary<(string, string, int, string), HashSet<int>> entries = [];
        foreach (JsonElement entry in RootOf("conditioning.json").GetProperty("entries").EnumerateArray())
        {
            int batch = entry.GetProperty("batch") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : -1;
            entries[(
                entry.GetProperty("file").GetString()!,
                entry.GetProperty("case").GetString()!,
                batch,
                entry.GetProperty("tensor").GetString()!)] =
                [.. entry.GetProperty("entries").EnumerateArray().Select(index => index.GetInt32())];
        }

        return entries;
    }
}
