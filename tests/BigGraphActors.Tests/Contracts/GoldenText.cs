namespace BigGraphActors.Tests.Contracts;

/// <summary>
/// Compares text with a file under <c>tests/Fixtures</c>, so that a change of a promise is a line in a diff.
/// BIGGRAPH_UPDATE_CONTRACTS=1 writes the files instead.
/// </summary>
internal static class GoldenText
{
    /// <summary>Fails with the first differing line; lines may end in CR LF on either side.</summary>
    /// <param name="file">Path under <c>tests/Fixtures</c>, such as <c>Screens/eval.txt</c>.</param>
    /// <param name="actual">The text now.</param>
    public static void Check(string file, string actual)
    {
        string path = Path.Combine(FixturesFolder(), file);
        string text = Normalized(actual);
        if (Environment.GetEnvironmentVariable("BIGGRAPH_UPDATE_CONTRACTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(
            File.Exists(path),
            $"tests/Fixtures/{file} is missing; BIGGRAPH_UPDATE_CONTRACTS=1 dotnet test writes it");
        Assert.Equal(Normalized(File.ReadAllText(path)), text);
    }

    /// <summary>The text of a file, with LF at the ends of its lines.</summary>
    /// <param name="file">Path under <c>tests/Fixtures</c>.</param>
    public static string Read(string file) =>
        File.ReadAllText(Path.Combine(FixturesFolder(), file)).ReplaceLineEndings("\n");

    // Trailing blanks are invisible in a diff, and editors take them away.
    private static string Normalized(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";

    private static string FixturesFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "Fixtures");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException($"no folder tests/Fixtures above {AppContext.BaseDirectory}");
    }
}
