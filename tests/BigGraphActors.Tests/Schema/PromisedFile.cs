namespace BigGraphActors.Tests.Schema;

/// <summary>Files of the repository that are made by the program; BIGGRAPH_UPDATE_CONTRACTS=1 writes them.</summary>
internal static class PromisedFile
{
    /// <summary>Fails with the first differing line when the file is not what the program makes now.</summary>
    /// <param name="path">From the root of the repository.</param>
    /// <param name="actual">The text now.</param>
    public static void Check(string path, string actual)
    {
        string full = PathOf(path);
        if (Environment.GetEnvironmentVariable("BIGGRAPH_UPDATE_CONTRACTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, actual);
            return;
        }

        Assert.True(File.Exists(full), $"{path} is missing; BIGGRAPH_UPDATE_CONTRACTS=1 dotnet test writes it");
        Assert.Equal(File.ReadAllText(full).ReplaceLineEndings("\n"), actual);
    }

    public static string PathOf(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BigGraphActors.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(
            folder?.FullName ?? throw new InvalidOperationException("no BigGraphActors.sln above the tests"), path);
    }
}
