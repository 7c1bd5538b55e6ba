using System.Text;
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
    public static SettingsReading ReadFile(string path, IReadOnlyList<string>? overrides = null) =>
        Read(SettingsFile.Read(path), path, overrides);

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
        ImportSettingsChecks.Check(settings, report);
        ValidationChecks.Check(settings, report);
        report.ThrowIfRefused();
        return new SettingsReading(settings, report.Warnings);
    }
}

/// <summary>What a settings file came to.</summary>
/// <param name="Settings">Checked: they can be used without further questions.</param>
/// <param name="Warnings">For a person to see; may be empty.</param>
public sealed record SettingsReading(RunSettings Settings, IReadOnlyList<SettingsWarning> Warnings);

/// <summary>
/// Finds the keys of a run in a text: in the block <c>biggraph</c>, or at the root as in PBG's config.json.
/// </summary>
internal static class SettingsRoot
{
    /// <summary>The block that our own files have; other roots beside it belong to other readers.</summary>
    public const string BlockName = "biggraph";

    /// <exception cref="SettingsException">When there is neither the block nor a key of PBG's at the root.</exception>
    public static HoconObject Find(HoconObject root)
    {
        if (root.FieldOf(BlockName) is { } block)
        {
            RefuseStrayKeys(root);
            return block.Value as HoconObject
                ?? throw Refused(block.Value.At, $"expected an object, found {ValueReader.Describe(block.Value)}");
        }

        bool isPbg = root.Fields.Any(field => IsRunKey(ToSnakeCase(field.Key)));
        return isPbg ? root : throw Refused(root.At, NothingFound(root));
    }

    /// <summary>Renames PBG's old mixedCase keys in all blocks (<c>numEpochs</c>, <c>allNegs</c>).</summary>
    public static HoconObject WithoutLegacyNames(HoconObject run) => new(run.At, run.Fields.Select(field =>
    {
        HoconField renamed = Renamed(field);
        return renamed with
        {
            Value = (renamed.Key, renamed.Value) switch
            {
                ("entities", HoconObject types) => RenamedBelow(types),
                ("relations", HoconArray list) => new HoconArray(list.At, list.Select(RenamedIn)),
                _ => renamed.Value,
            },
        };
    }));

    private static HoconObject RenamedBelow(HoconObject types) =>
        new(types.At, types.Fields.Select(type => type with { Value = RenamedIn(type.Value) }));

    private static HoconNode RenamedIn(HoconNode node) =>
        node is HoconObject block ? new HoconObject(block.At, block.Fields.Select(Renamed)) : node;

    private static HoconField Renamed(HoconField field)
    {
        string name = ToSnakeCase(field.Key);
        bool isLegacy = name != field.Key && SettingsCatalogue.Keys.Any(key => key.IsPbg && key.Name == name);
        return isLegacy ? field with { Key = name } : field;
    }

    private static string ToSnakeCase(string name)
    {
        StringBuilder snake = new(name.Length + 4);
        foreach (char c in name)
        {
            _ = char.IsAsciiLetterUpper(c) ? snake.Append('_') : snake;
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private static bool IsRunKey(string name) => SettingsCatalogue.Find(SettingsBlock.Run, name) is not null;

    /// <summary>A key of a run beside the block would be ignored in silence, which nobody means.</summary>
    private static void RefuseStrayKeys(HoconObject root)
    {
        SettingsProblem[] strays =
        [
            .. root.Fields.Where(field => IsRunKey(ToSnakeCase(field.Key))).Select(field => new SettingsProblem(
                field.At, field.Key, $"stands beside the block '{BlockName}'; move it inside")),
        ];
        if (strays.Length > 0)
        {
            throw new SettingsException(strays);
        }
    }

    private static string NothingFound(HoconObject root)
    {
        string hint = NearestName.Find(BlockName, root.Fields.Select(field => field.Key)) is { } near
            ? $"; is '{near}' meant to be '{BlockName}'?"
            : "";
        return $"expected a block '{BlockName}', or the keys of PBG's config.json at the root{hint}";
    }

    private static SettingsException Refused(SourcePosition at, string text) =>
        new([new SettingsProblem(at, BlockName, text)]);
}

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
