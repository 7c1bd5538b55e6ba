using System.Text;

namespace BigGraphActors.Schema.Settings;

/// <summary>Makes docs/reference/settings.md from the catalogue of keys.</summary>
internal static class SettingsPage
{
    private const string Opening = """
        # Settings

        *Which settings are there, what do they take, and what is their default?*

        This page is made from the program's own table of keys. `hocon/reference.conf` has the same as a file.

        A settings file is HOCON with a block `biggraph { ... }`, or PBG's `config.json`. Other blocks of a HOCON file
        are ignored. Relative paths start at the working directory. An unknown key, a wrong value or a combination that
        cannot work is refused with file, line, column and the nearest valid name, all mistakes of a file at once. PBG's
        configurations in Python are not run. Print them once with `json.dumps(get_torchbiggraph_config())`.

        ## On the command line

        `-p key=value` changes a key for this call. More pairs may follow. Parts of a key are separated by dots, and
        items of lists are numbers: `-p relations.0.all_negs=true entities.user.num_partitions=4
        edge_paths=data/a,data/b`. The text is split at its first `=`, and lists at commas. `null` (or `none`) is
        understood where a key may be null. The block of the key must exist in the file, except `import` and
        `validation`.

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

        - a relation whose types are not in `entities` or differ in dimension; type names with `.`, `/` or `\`
        - partitioned types of one side with different numbers of partitions
        - `complex_diagonal`, `rotation` or `simple` with an odd dimension; `linear` or `affine` with
          `regularization_coef` above 0
        - `dynamic_relations` with more than one relation, or with `global_emb` (which is true by default)
        - `batch_size` that is no multiple of `num_batch_negs` (unless every relation has `all_negs`)
        - no negatives at all: `num_batch_negs` and `num_uniform_negs` both 0 without `all_negs`, both sides disabled,
          or an evaluation while training that has none
        - featurised types with `all_negs` or without batch negatives
        - URLs other than `file://`; empty paths
        - a filtered `validation` among configured negatives, or one of featurised types among all entities
        - `import.files` that are not as many as the directories they fill, or a column with two meanings

        PBG finds most of these while it trains, some by a crash.

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
                string notes = NotesOf(key, isMixed: hasPbgKeys);
                page.Append($"| `{key.Name}` | {key.Allowed} | {DefaultOf(key)} | {key.Meaning}{notes} |\n");
            }
        }

        return page.ToString();
    }

    private static string DefaultOf(SettingsKey key) => key.Default is { } value ? $"`{value}`" : "required";

    private static string NotesOf(SettingsKey key, bool isMixed) => string.Concat(
        key.NotBuilt is { } reason ? $" **Not built:** {reason}; only {string.Join(" or ", key.Accepted)} works." : "",
        key.IsPbg || !isMixed ? "" : " Our own key.");
}
