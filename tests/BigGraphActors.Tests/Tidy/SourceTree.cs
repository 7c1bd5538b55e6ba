namespace BigGraphActors.Tests.Tidy;

/// <summary>The repository's own files, for tests of style.</summary>
internal static class SourceTree
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file below a folder, with its path from the root.</summary>
    public static IEnumerable<(string Path, string[] Lines)> Code(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => (Relative(file), File.ReadAllLines(file)));

    /// <summary>Every page of the docs, and the README.</summary>
    public static IEnumerable<string> Pages() => Directory
        .EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Root, "README.md"))
        .Where(File.Exists);

    /// <summary>A path as the repository writes it.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BigGraphActors.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run below the repository");
    }
}
