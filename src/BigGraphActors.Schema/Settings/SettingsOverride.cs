using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Applies one <c>key=value</c> from the command line.</summary>
/// <remarks>
/// PBG: <c>override_config_dict</c>: dotted keys, list items by index, lists split at commas, the container must exist.
/// Differs: an override is split at the first '=', so that values may contain one. null and none are understood where
/// a key may be null. A list in brackets is read as in a file.
/// </remarks>
internal static partial class SettingsOverride
{
    /// <summary>The run with the value in place, or as it was when the override is refused.</summary>
    /// <param name="run">Keys of a run, not checked yet.</param>
    /// <param name="text">Such as <c>relations.0.all_negs=true</c>.</param>
    /// <param name="report">Hears when the text is no override, or leads to nothing.</param>
    public static HoconObject Apply(HoconObject run, string text, SettingsReport report)
    {
        try
        {
            return Apply(run, text);
        }
        catch (SettingsException error)
        {
            report.Refuse(error.Problems[0].At, error.Path, error.Problems[0].Text);
            return run;
        }
    }

    private static HoconObject Apply(HoconObject run, string text)
    {
        SourcePosition at = SourcePosition.Of($"-p {text}");
        int split = text.IndexOf('=', StringComparison.Ordinal);
        if (split < 0 || !TryParsePath(text[..split], out string[]? path))
        {
            throw Refused(at, "", "expected key=value, such as lr=0.1 or relations.0.all_negs=true");
        }

        SettingsKey key = KeyOf(path, at, out bool isItem);
        HoconNode value = ToNode(key, isItem, text[(split + 1)..], at);
        bool isOptionalBlock = key.Block is SettingsBlock.Import or SettingsBlock.Validation or SettingsBlock.Node;
        HoconObject target = isOptionalBlock && run.FieldOf(path[0]) is null or { Value: HoconScalar }
            ? With(run, new HoconField(path[0], at, new HoconObject(at, [])))
            : run;
        return (HoconObject)Replace(target, path, 0, value, at);
    }

    private static bool TryParsePath(string text, [NotNullWhen(true)] out string[]? path)
    {
        // Error messages write relations[0]; that form is taken, too.
        string dotted = BracketPattern().Replace(text.Trim(), ".$1");
        bool isPath = HoconPath.TryParse(dotted, out path);
        if (isPath && path!.Length > 1 && path[0] == SettingsRoot.BlockName)
        {
            path = path[1..];
        }

        return isPath;
    }

    private static SettingsKey KeyOf(string[] path, SourcePosition at, out bool isItem)
    {
        SettingsBlock block = (path[0], path.Length) switch
        {
            ("entities", 3) => SettingsBlock.Entity,
            ("relations", 3) => SettingsBlock.Relation,
            ("import", >= 2) => SettingsBlock.Import,
            ("validation", >= 2) => SettingsBlock.Validation,
            (RunKeys.NodeBlock, >= 2) => SettingsBlock.Node,
            _ => SettingsBlock.Run,
        };
        int depth = block switch
        {
            SettingsBlock.Run => 0,
            SettingsBlock.Import or SettingsBlock.Validation or SettingsBlock.Node => 1,
            _ => 2,
        };
        SettingsKey key = SettingsCatalogue.Find(block, path[depth]) ?? throw Refused(
            at,
            string.Join('.', path),
            $"unknown key '{path[depth]}'"
            + NearestName.Hint(path[depth], SettingsCatalogue.Of(block).Select(known => known.Name)));
        isItem = key.Type == SettingsType.TextList && path.Length == depth + 2;
        bool isBlock = key.Type is SettingsType.EntityMap or SettingsType.RelationList
            or SettingsType.ImportBlock or SettingsType.ValidationBlock or SettingsType.NodeBlock;
        string refusal = isBlock ? "is a block; name one of its keys" : "has no keys below it";
        return isItem || (!isBlock && path.Length == depth + 1)
            ? key
            : throw Refused(at, string.Join('.', path), refusal);
    }

    private static HoconNode ToNode(SettingsKey key, bool isItem, string text, SourcePosition at)
    {
        if (key.IsNullable && !isItem && text.Trim().ToLowerInvariant() is "null" or "none")
        {
            return new HoconScalar(at, "null", false);
        }

        if (key.Type == SettingsType.TextList && !isItem)
        {
            return text.TrimStart().StartsWith('[')
                ? BracketedList(text, at)
                : new HoconArray(at, text.Length == 0 ? [] : text.Split(',').Select(item => Quoted(item, at)));
        }

        return key.Type switch
        {
            SettingsType.Integer or SettingsType.LongInteger => new HoconScalar(at, PlainInteger(text), false),
            SettingsType.Number => new HoconScalar(at, PlainNumber(text), false),
            // As the file would write it; a name that has quotes at both ends is rarer than one who quotes.
            _ => Quoted(text is ['"', .. var inside, '"'] ? inside : text, at),
        };
    }

    private static HoconNode BracketedList(string text, SourcePosition at)
    {
        try
        {
            return Placed(HoconReader.Read($"list = {text}", "").FieldOf("list")!.Value, at);
        }
        catch (HoconException error)
        {
            throw Refused(at, "", $"expected a list such as [a, b] or a,b: {error.Problems[0].Text}");
        }
    }

    /// <summary>The same value, written at the place of the override.</summary>
    private static HoconNode Placed(HoconNode node, SourcePosition at) => node switch
    {
        HoconScalar { IsNull: false } scalar => Quoted(scalar.Text, at),
        HoconArray list => new HoconArray(at, list.Select(item => Placed(item, at))),
        HoconScalar => new HoconScalar(at, "null", false),
        _ => new HoconObject(at, []),
    };

    private static HoconScalar Quoted(string text, SourcePosition at) => new(at, text, true);

    /// <summary>Python's int() also takes spaces, a plus sign and underscores between digits.</summary>
    private static string PlainInteger(string text) => PythonIntegerPattern().Match(text) is { Success: true } match
        ? match.Groups[1].Value.TrimStart('+').Replace("_", "", StringComparison.Ordinal)
        : text;

    /// <summary>Python's float() also takes <c>.5</c>, <c>5.</c> and a plus sign.</summary>
    private static string PlainNumber(string text)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return isNumber && double.IsFinite(value) ? Pbg.PythonFloat.Repr(value) : text;
    }

    private static HoconNode Replace(HoconNode node, string[] path, int depth, HoconNode value, SourcePosition at)
    {
        if (depth == path.Length)
        {
            return value;
        }

        string key = path[depth];
        string here = string.Join('.', path[..(depth + 1)]);
        if (node is HoconArray list)
        {
            bool isIndex = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
            if (!isIndex || index >= list.Count)
            {
                throw Refused(at, here, $"expected an index from 0 to {list.Count - 1}, found '{key}'");
            }

            HoconNode item = Replace(list[index], path, depth + 1, value, at);
            return new HoconArray(list.At, list.Select((old, i) => i == index ? item : old));
        }

        if (node is not HoconObject block)
        {
            throw Refused(at, here, $"the value above it is {ValueReader.Describe(node)} and has no keys");
        }

        HoconNode? child = block.FieldOf(key)?.Value;
        if (child is null && depth < path.Length - 1)
        {
            throw Refused(at, here, "does not exist" + NearestName.Hint(key, block.Fields.Select(field => field.Key)));
        }

        return With(block, new HoconField(key, at, child is null ? value : Replace(child, path, depth + 1, value, at)));
    }

    private static HoconObject With(HoconObject block, HoconField field) => new(block.At, [.. block.Fields, field]);

    private static SettingsException Refused(SourcePosition at, string path, string text) =>
        new([new SettingsProblem(at, path, text)]);

    [GeneratedRegex(@"\[([0-9]+)\]")]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"^\s*([+-]?[0-9]+(_[0-9]+)*)\s*\z")]
    private static partial Regex PythonIntegerPattern();
}
