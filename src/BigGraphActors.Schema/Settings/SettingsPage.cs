using System.Text;

namespace BigGraphActors.Schema.Settings;

/// <summary>Makes docs/reference/settings.md from the catalogue of keys.</summary>
internal static class SettingsPage
{
    private const string Opening = """
        # Settings

        Which keys can a run have, what do they take, and what happens when they are left out?

        This page is made from the program's own table of keys; `hocon/reference.conf` holds the same as a file.
        A settings file is HOCON with a block `biggraph { ... }` (other roots are left to other readers), or PBG's
        `config.json` with the keys at its root. Relative paths count from the working directory. Nothing is ignored:
        an unknown key, a value of another kind or a combination that cannot work is refused with file, line, column
        and the nearest valid name, all of a file at once. PBG's configurations in Python are programs and are not
        run; print them once with `json.dumps(get_torchbiggraph_config())`.

        ## On the command line

        `-p key=value` goes before the file, and may be given many times. Keys are dotted, items of lists by number:
        `-p relations.0.all_negs=true -p entities.user.num_partitions=4 -p edge_paths=data/a,data/b`. The text is split
        at its first `=`, lists at commas; `null` (or `none`) is understood where a key may be null. What a key stands
        in must exist in the file, but for `import` and `validation`.

        ## How values are read

        | kind | taken | not taken |
        |---|---|---|
        | true or false | `true`, `1`, `y`, `yes`, `on`; `false`, `0`, `n`, `no`, `off`; any case | other words |
        | integer | `10` | `10.0`, `"10"`, `true` |
        | number | `10`, `0.1`, `1e-3` | `"0.1"`, numbers beyond a double |
        | text | quoted, or bare words without special characters | bare numbers, `true`, `false`, `null` |
        | one of a few words | the word in any case | other words |
        | delimiter | the word in any case, `";"`, `"\t"` | `;` without quotes, several characters |

        Old PBG names in mixed case (`numEpochs`) are taken for those in snake case. Substitutions (`${biggraph.lr}`,
        `${?HOME}`) and `include "other.conf"` work as in HOCON; an included file that is missing is an error.

        ## Refused although each key is valid

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

        PBG finds most of these only while it trains, some by a crash.

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
            page.Append($"\n## {title}\n\n| key | takes | default | meaning |\n|---|---|---|---|\n");
            foreach (SettingsKey key in SettingsCatalogue.Of(block))
            {
                page.Append($"| `{key.Name}` | {key.Allowed} | {DefaultOf(key)} | {key.Meaning}{NotesOf(key)} |\n");
            }
        }

        return page.ToString();
    }

    private static string DefaultOf(SettingsKey key) => key.Default is { } value ? $"`{value}`" : "required";

    private static string NotesOf(SettingsKey key) => string.Concat(
        key.NotBuilt is { } reason ? $" **Not built:** {reason}; only {string.Join(" or ", key.Accepted)} works." : "",
        key.IsPbg ? "" : " Our own key.");
}
