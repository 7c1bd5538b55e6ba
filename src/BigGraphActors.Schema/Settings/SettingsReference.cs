using System.Text;

namespace BigGraphActors.Schema.Settings;

/// <summary>The reference file that the program carries with it: hocon/reference.conf.</summary>
public static class SettingsReference
{
    private const string ResourceName = "reference.conf";

    /// <summary>HOCON with every key, its default as value, and its meaning as comment.</summary>
    public static string Text { get; } = ReadResource();

    private static string ReadResource()
    {
        using Stream stream = typeof(SettingsReference).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not part of this assembly");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Makes hocon/reference.conf from the catalogue of keys.</summary>
/// <remarks>Lines behind <c>//</c> are an example of what has no default: without the slashes they are valid.</remarks>
internal static class ReferenceText
{
    private const int Width = 112;

    public static string Write()
    {
        StringBuilder text = new();
        text.Append("""
            # Every key of a run with its default, unit and reason.
            #
            # A file needs only the keys that have no default; they stand here behind //, with an example.
            # Names are those of PBG's config.json where PBG has the key; kebab-case keys are our own.
            # Made from the program's own table of keys, and compared with it by a test.
            biggraph {

            """);
        foreach (SettingsKey key in SettingsCatalogue.Of(SettingsBlock.Run))
        {
            text.Append('\n');
            WriteKey(text, key, "  ");
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteKey(StringBuilder text, SettingsKey key, string indent)
    {
        Comment(text, key.Meaning, indent);
        Comment(text, $"{Capital(key.Allowed)}. {(key.IsRequired ? "Required." : "")}", indent);
        if (key.NotBuilt is { } reason)
        {
            Comment(text, $"{Capital(reason)}; only {string.Join(" or ", key.Accepted)} works.", indent);
        }

        switch (key.Type)
        {
            case SettingsType.EntityMap:
                WriteBlock(text, SettingsBlock.Entity, indent, "entities { all {", "} }");
                break;
            case SettingsType.RelationList:
                WriteBlock(text, SettingsBlock.Relation, indent, "relations = [{", "}]");
                break;
            case SettingsType.ImportBlock:
                WriteBlock(text, SettingsBlock.Import, indent, "import {", "}");
                break;
            case SettingsType.ValidationBlock:
                WriteBlock(text, SettingsBlock.Validation, indent, "validation {", "}");
                break;
            case SettingsType.NodeBlock:
                WriteBlock(text, SettingsBlock.Node, indent, "node {", "}");
                break;
            default:
                string slashes = key.IsRequired && key.Block == SettingsBlock.Run ? "//" : "";
                text.Append($"{indent}{slashes}{key.Name} = {key.Default ?? ExampleOf(key)}\n");
                break;
        }
    }

    private static void WriteBlock(StringBuilder text, SettingsBlock block, string indent, string open, string close)
    {
        text.Append($"{indent}//{open}\n");
        foreach (SettingsKey key in SettingsCatalogue.Of(block))
        {
            WriteKey(text, key, indent + "//  ");
        }

        text.Append($"{indent}//{close}\n");
    }

    private static string ExampleOf(SettingsKey key) => (key.Block, key.Name) switch
    {
        (SettingsBlock.Run, "dimension") => "100",
        (SettingsBlock.Run, "entity_path") => "\"data/entities\"",
        (SettingsBlock.Run, "edge_paths") => "[\"data/edges_train\"]",
        (SettingsBlock.Run, "checkpoint_path") => "\"model\"",
        (SettingsBlock.Entity, "num_partitions") => "1",
        (SettingsBlock.Relation, _) => "\"all\"",
        (SettingsBlock.Import, "files") => "[\"train.tsv\"]",
        (SettingsBlock.Validation, "edge-paths") => "[\"data/edges_valid\"]",
        _ => throw new InvalidOperationException($"the required key {key.PathPattern} has no example"),
    };

    private static void Comment(StringBuilder text, string sentence, string indent)
    {
        StringBuilder line = new(indent + "#");
        foreach (string word in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line = new StringBuilder(indent + "#");
            }

            line.Append(' ').Append(word);
        }

        text.Append(line).Append('\n');
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}

/// <summary>Makes docs/reference/settings.md from the catalogue of keys.</summary>
internal static class SettingsPage
{
    private const string Opening = """
        # Settings

        *Which settings are there, what do they take, and what is their default?*

        The tables are made from the program's own table of keys, with the first sentence about each.
        [hocon/reference.conf](../../hocon/reference.conf) has every key as a commented file with all that is to say.
        PBG has no key with a star.

        A settings file is HOCON with a block `biggraph { ... }`, or PBG's `config.json`. Relative paths start at the
        working directory. An unknown key, a wrong value or a combination that cannot work is refused with file, line,
        column and the nearest valid name, all mistakes at once. For a configuration in Python see
        `biggraph config from-pbg`.

        ## On the command line

        `-p key=value` changes a key for this call, and more pairs may follow. Dots separate the parts of a key, numbers
        name the items of a list, and commas separate the values of one: `-p relations.0.all_negs=true
        entities.user.num_partitions=4 edge_paths=data/a,data/b`. `null` (or `none`) works where a key may be null. The
        block of the key must be in the file, except `import` and `validation`.

        ## How values are read

        | kind | taken | not taken |
        |---|---|---|
        | true or false | `true`, `1`, `y`, `yes`, `on`; `false`, `0`, `n`, `no`, `off`; any case | other words |
        | integer | `10` | `10.0`, `"10"`, `true` |
        | number | `10`, `0.1`, `1e-3` | `"0.1"`, numbers beyond a double |
        | text | quoted, or bare words without special characters | bare numbers, `true`, `false`, `null` |
        | one of a few words | the word in any case | other words |
        | delimiter | the word in any case, `";"`, `"\t"` | `;` without quotes, several characters |

        PBG's old names in mixed case (`numEpochs`) are understood. Substitutions (`${biggraph.lr}`, `${?HOME}`) and
        `include "other.conf"` work as in HOCON. An included file that is missing is an error.

        ## Refused combinations

        PBG finds most of these while it trains, some by a crash.

        - a relation whose types are not in `entities` or differ in dimension; type names with `.`, `/` or `\`
        - partitioned types of one side with different numbers of partitions
        - `complex_diagonal`, `rotation` or `simple` with an odd dimension
        - `linear` or `affine` with `regularization_coef` above 0
        - `dynamic_relations` with more than one relation, or with `global_emb` (which is true by default)
        - `batch_size` that is no multiple of `num_batch_negs` (unless every relation has `all_negs`)
        - no negatives at all: both numbers 0 without `all_negs`, both sides disabled, or an evaluation without any
        - featurised types with `all_negs` or without batch negatives
        - URLs other than `file://`; empty paths
        - a filtered `validation` among configured negatives, or one of featurised types among all entities
        - `import.files` that are not as many as the directories they fill, or a column with two meanings

        [Negative samples](../concepts/negatives.md#our-own-settings) has those of our own settings for negatives.

        """;

    private static readonly (SettingsBlock Block, string Title)[] Blocks =
    [
        (SettingsBlock.Run, "Keys of a run"),
        (SettingsBlock.Entity, "Keys of an entity type: `entities.TYPE`"),
        (SettingsBlock.Relation, "Keys of a relation type: items of `relations`"),
        (SettingsBlock.Import, "Keys of `import`"),
        (SettingsBlock.Validation, "Keys of `validation`"),
        (SettingsBlock.Node, "Keys of `node`"),
    ];

    public static string Write()
    {
        StringBuilder page = new(Opening);
        foreach ((SettingsBlock block, string title) in Blocks)
        {
            IReadOnlyList<SettingsKey> keys = [.. SettingsCatalogue.Of(block)];
            bool hasPbgKeys = keys.Any(key => key.IsPbg);
            page.Append($"\n## {title}\n\n{(hasPbgKeys ? "" : "PBG has none of these keys.\n\n")}");
            page.Append("| key | takes | default | meaning |\n|---|---|---|---|\n");
            foreach (SettingsKey key in keys)
            {
                page.Append($"| `{key.Name}`{(hasPbgKeys && !key.IsPbg ? " \\*" : "")} | {key.Allowed} | ");
                page.Append($"{DefaultOf(key)} | {FirstSentence(key.Meaning)}{NoteOf(key)} |\n");
            }
        }

        return page.ToString();
    }

    private static string DefaultOf(SettingsKey key) => key.Default is { } value ? $"`{value}`" : "required";

    /// <summary>The meaning up to its first full stop; hocon/reference.conf has the rest.</summary>
    private static string FirstSentence(string meaning)
    {
        int end = meaning.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? meaning : meaning[..(end + 1)];
    }

    private static string NoteOf(SettingsKey key) =>
        key.NotBuilt is null ? "" : $" **Not built:** only {string.Join(" or ", key.Accepted)} works.";
}
