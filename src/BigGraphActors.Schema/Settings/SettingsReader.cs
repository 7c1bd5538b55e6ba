using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>
/// Reads the settings of a run from HOCON or from PBG's config.json, and checks all that can be checked.
/// </summary>
public static class SettingsReader
{
    /// <summary>Reads a file; included files are taken relative to it.</summary>
    /// <param name="path">HOCON with a block <c>biggraph</c>, or PBG's config.json.</param>
    /// <param name="overrides">Texts <c>key=value</c> that go before the file, the last before the others.</param>
    /// <exception cref="SettingsException">When the file cannot be read or used; names all problems.</exception>
    public static SettingsReading ReadFile(string path, IReadOnlyList<string>? overrides = null)
    {
        if (Path.GetExtension(path).Equals(".py", StringComparison.OrdinalIgnoreCase))
        {
            throw Unreadable(
                path,
                "a PBG configuration in Python is a program and is not run here; print it once as JSON:"
                + " json.dumps(get_torchbiggraph_config()), and give that file");
        }

        return Read(ReadText(path), path, overrides);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">HOCON with a block <c>biggraph</c>, or PBG's config.json.</param>
    /// <param name="source">Its name in messages; includes are relative to the folder in it.</param>
    /// <param name="overrides">Texts <c>key=value</c> that go before the text, the last before the others.</param>
    /// <exception cref="SettingsException">When the text cannot be used; names all problems.</exception>
    public static SettingsReading Read(string text, string source, IReadOnlyList<string>? overrides = null)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        return Read(HoconReader.Read(text, source, options), overrides);
    }

    /// <summary>Takes the settings from values that were read already.</summary>
    /// <param name="root">With a block <c>biggraph</c>, or with PBG's keys at the root.</param>
    /// <param name="overrides">Texts <c>key=value</c> that go before the values, the last before the others.</param>
    /// <exception cref="SettingsException">When the values cannot be used; names all problems.</exception>
    public static SettingsReading Read(HoconObject root, IReadOnlyList<string>? overrides = null)
    {
        HoconObject run = SettingsRoot.WithoutLegacyNames(SettingsRoot.Find(root));
        SettingsReport report = new(run.At);
        foreach (string change in overrides ?? [])
        {
            run = SettingsOverride.Apply(run, change, report);
        }

        RunSettings settings = new SettingsBinder(report).Read(run);
        GraphChecks.Check(settings, report);
        RunChecks.Check(settings, report);
        ImportChecks.Check(settings, report);
        ValidationChecks.Check(settings, report);
        report.ThrowIfRefused();
        return new SettingsReading(settings, report.Warnings);
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, File.Exists(path) ? $"cannot be read: {error.Message}" : "there is no such file");
        }
    }

    private static SettingsException Unreadable(string path, string text) =>
        new([new SettingsProblem(SourcePosition.Of(path), "", text)]);
}
