using System.Collections.Concurrent;
using System.Text.Json;

namespace BigGraphActors.Tests.Golden;

/// <summary>A file of cases computed by PyTorch-BigGraph itself.</summary>
internal sealed class GoldenFile
{
    private static readonly ConcurrentDictionary<string, Lazy<GoldenFile>> Opened = new();

    private GoldenFile(string folder, string name)
    {
        Name = name;
        Conditioning = new(folder);

        // The document is left to the garbage collector: its elements are handed out.
        Root = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name))).RootElement;
        Cases =
        [
            .. Root.GetProperty("cases").EnumerateArray()
                .Select((item, index) => new GoldenCase(this, NameOf(item, index), null, item)),
        ];
    }

    /// <summary>The file's name, such as <c>losses.json</c>.</summary>
    public string Name { get; }

    public JsonElement Root { get; }

    public IReadOnlyList<GoldenCase> Cases { get; }

    public GoldenConditioning Conditioning { get; }

    /// <summary>A file of the golden folder, read once in a run of the tests.</summary>
    /// <exception cref="InvalidOperationException">When the golden folder is absent.</exception>
    public static GoldenFile Open(string name) => Opened.GetOrAdd(
        name,
        file => new Lazy<GoldenFile>(() => new GoldenFile(
            SharedData.GoldenFolder ?? throw new InvalidOperationException(SharedData.SkipReason), file))).Value;

    /// <summary>The names of a file's cases, for a theory; none when the golden folder is absent.</summary>
    public static TheoryData<string> CaseNames(string name) =>
        SharedData.GoldenFolder is null ? [] : [.. Open(name).Cases.Select(item => item.Name)];

    /// <summary>The case of that name.</summary>
    public GoldenCase Case(string name) => Cases.Single(item => item.Name == name);

    // The bucket orders have no names.
    private static string NameOf(JsonElement item, int index) =>
        item.TryGetProperty("name", out JsonElement name) ? name.GetString()! : $"{index}";
}
