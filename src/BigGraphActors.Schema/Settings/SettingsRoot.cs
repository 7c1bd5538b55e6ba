using System.Text;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

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
