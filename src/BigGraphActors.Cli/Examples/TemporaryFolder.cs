namespace BigGraphActors.Cli.Examples;

/// <summary>A folder that goes away with its owner, whatever became of the work in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes an empty folder among the system's temporary ones.</summary>
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("biggraph-").FullName;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
