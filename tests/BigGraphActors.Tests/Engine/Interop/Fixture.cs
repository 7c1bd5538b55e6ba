using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Interop;

/// <summary>A directory made by PBG, with settings whose paths point into it, or into a copy of its checkpoint.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("biggraph-fixture-").FullName;

    public Fixture(string name)
    {
        Folder = SharedData.PathOf("pbg-fixtures", name);
        Checkpoint = Path.Combine(_scratch, "model");
        CopyFolder(Path.Combine(Folder, "model"), Checkpoint);
        RunSettings settings = SettingsReader.ReadFile(Path.Combine(Folder, "config.json")).Settings;
        Settings = settings with
        {
            EntityPath = Path.Combine(Folder, "data"),
            EdgePaths = [Path.Combine(Folder, "train")],
            CheckpointPath = Checkpoint,
            Workers = 1,
            Seed = 7,
        };
    }

    public string Folder { get; }

    /// <summary>A copy of PBG's checkpoint that may be changed.</summary>
    public string Checkpoint { get; }

    public RunSettings Settings { get; }

    public string TestEdges => Path.Combine(Folder, "test");

    public static TheoryData<string> Names() =>
        ["static-2x2", "static-3x2", "static-3-and-1", "dynamic-2x2", "featurized"];

    public static TheoryData<string> NamesWithoutFeatures() =>
        ["static-2x2", "static-3x2", "static-3-and-1", "dynamic-2x2"];

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            string copy = Path.Combine(target, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetAttributes(copy, FileAttributes.Normal);
        }
    }
}
