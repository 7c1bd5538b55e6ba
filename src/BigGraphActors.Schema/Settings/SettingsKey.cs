using System.Globalization;

namespace BigGraphActors.Schema.Settings;

/// <summary>All that is known about one key: reader, reference file and documentation are made from it.</summary>
public sealed record SettingsKey
{
    /// <summary>As written in files: PBG's name where PBG has the key, kebab-case elsewhere.</summary>
    public required string Name { get; init; }

    /// <summary>The block of the file that holds the key.</summary>
    public required SettingsBlock Block { get; init; }

    /// <summary>Kind and range of the key's values.</summary>
    public required SettingsType Type { get; init; }

    /// <summary>Unit, effect and reason, in sentences.</summary>
    public required string Meaning { get; init; }

    /// <summary>Must be given: there is no default.</summary>
    public bool IsRequired { get; init; }

    /// <summary>May be <c>null</c>.</summary>
    public bool IsNullable { get; init; }

    /// <summary>PBG has this key too, and it is part of config.json.</summary>
    public bool IsPbg { get; init; } = true;

    /// <summary>The default as a file would spell it; none for required keys.</summary>
    public string? Default { get; init; }

    /// <summary>Smallest value allowed.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Largest value that is too small.</summary>
    public double? Above { get; init; }

    /// <summary>Largest value allowed.</summary>
    public double? AtMost { get; init; }

    /// <summary>Smallest value that is too large.</summary>
    public double? Below { get; init; }

    /// <summary>The words of a <see cref="SettingsType.Choice"/> or a <see cref="SettingsType.Delimiter"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Why any value but <see cref="Accepted"/> is refused for now; none for keys that work.</summary>
    public string? NotBuilt { get; init; }

    /// <summary>
    /// Values of a key that is not built which change nothing, spelt as in files; the default among them.
    /// </summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>Where the key stands, as a path: <c>entities.TYPE.dimension</c>.</summary>
    public string PathPattern => Block switch
    {
        SettingsBlock.Entity => $"entities.TYPE.{Name}",
        SettingsBlock.Relation => $"relations[N].{Name}",
        SettingsBlock.Import => $"import.{Name}",
        SettingsBlock.Validation => $"validation.{Name}",
        SettingsBlock.Node => $"{RunKeys.NodeBlock}.{Name}",
        _ => Name,
    };

    /// <summary>Type and limits in words: <c>number above 0, or null</c>.</summary>
    public string Allowed => string.Concat(TypeWord, LimitWords, IsNullable ? ", or null" : "");

    private string TypeWord => Type switch
    {
        SettingsType.Truth => "true or false",
        SettingsType.Integer or SettingsType.LongInteger => "integer",
        SettingsType.Number => "number",
        SettingsType.Text => "text",
        SettingsType.TextList => "list of texts",
        SettingsType.EntityMap => "object: entity types by name",
        SettingsType.RelationList => "list of relation types",
        SettingsType.ImportBlock or SettingsType.ValidationBlock or SettingsType.NodeBlock => "object",
        SettingsType.Delimiter => $"one of {string.Join(", ", Choices)}, or a single character in quotes",
        _ => $"one of {string.Join(", ", Choices)}",
    };

    private string LimitWords
    {
        get
        {
            (string, double?)[] limits =
                [("at least", AtLeast), ("above", Above), ("at most", AtMost), ("below", Below)];
            IEnumerable<string> words = limits
                .Where(limit => limit.Item2 is not null)
                .Select(limit => $" {limit.Item1} {limit.Item2!.Value.ToString(CultureInfo.InvariantCulture)}");
            return string.Join(" and", words);
        }
    }
}

/// <summary>What kind of value a key takes.</summary>
public enum SettingsType
{
    /// <summary>true or false; PBG's lenient words (<c>yes</c>, <c>0</c>, <c>off</c> ...) are read, too.</summary>
    Truth,

    /// <summary>A whole number of 32 bits; <c>1.0</c> is none.</summary>
    Integer,

    /// <summary>A whole number of 64 bits.</summary>
    LongInteger,

    /// <summary>A finite number, whole or not.</summary>
    Number,

    /// <summary>Text, with or without quotes; a bare number is none.</summary>
    Text,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>One of a few words, in any case of letters.</summary>
    Choice,

    /// <summary>What parts columns: one of a few words, or a single character.</summary>
    Delimiter,

    /// <summary>Entity types by name.</summary>
    EntityMap,

    /// <summary>A list of relation types.</summary>
    RelationList,

    /// <summary>The block <c>import</c>.</summary>
    ImportBlock,

    /// <summary>The block <c>validation</c>.</summary>
    ValidationBlock,

    /// <summary>The block <c>node</c>.</summary>
    NodeBlock,
}

/// <summary>Where a key stands.</summary>
public enum SettingsBlock
{
    /// <summary>In <c>biggraph { }</c>, or at the root of PBG's config.json.</summary>
    Run,

    /// <summary>In <c>entities.TYPE</c>.</summary>
    Entity,

    /// <summary>In an item of <c>relations</c>.</summary>
    Relation,

    /// <summary>In <c>import { }</c>.</summary>
    Import,

    /// <summary>In <c>validation { }</c>.</summary>
    Validation,

    /// <summary>In <c>node { }</c>.</summary>
    Node,
}

/// <summary>Every key of every block, in the order in which files are written.</summary>
public static class SettingsCatalogue
{
    /// <summary>All keys: of a run, then of entity types, relations, the import, the validation, a node.</summary>
    public static IReadOnlyList<SettingsKey> Keys { get; } =
    [
        .. RunKeys.Table.Bindings.Select(binding => binding.Key),
        .. EntityKeys.Table.Bindings.Select(binding => binding.Key),
        .. RelationKeys.Table.Bindings.Select(binding => binding.Key),
        .. ImportKeys.Table.Bindings.Select(binding => binding.Key),
        .. ValidationKeys.Table.Bindings.Select(binding => binding.Key),
        .. NodeKeys.Table.Bindings.Select(binding => binding.Key),
    ];

    /// <summary>The key of a name within a block, or none.</summary>
    public static SettingsKey? Find(SettingsBlock block, string name) =>
        Keys.FirstOrDefault(key => key.Block == block && key.Name == name);

    /// <summary>The keys of a block in their order.</summary>
    public static IEnumerable<SettingsKey> Of(SettingsBlock block) => Keys.Where(key => key.Block == block);
}
