using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Reads the text of a configuration.</summary>
public static class SettingsFile
{
    /// <summary>The whole text.</summary>
    /// <param name="path">HOCON or JSON.</param>
    /// <exception cref="SettingsException">When it is not there, a folder, a program in Python, or not to be read.
    /// </exception>
    public static string Read(string path)
    {
        if (Path.GetExtension(path).Equals(".py", StringComparison.OrdinalIgnoreCase))
        {
            throw Unreadable(
                path,
                "a PBG configuration in Python is a program and is not run here; print it once as JSON:"
                + " json.dumps(get_torchbiggraph_config()), and give that file");
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(
                path,
                Directory.Exists(path) ? "this is a folder; name the configuration's file in it"
                : error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : error is UnauthorizedAccessException ? "cannot be read: access is denied"
                : $"cannot be read: {error.Message}");
        }
    }

    private static SettingsException Unreadable(string path, string text) =>
        new([new SettingsProblem(SourcePosition.Of(path), "", text)]);
}
