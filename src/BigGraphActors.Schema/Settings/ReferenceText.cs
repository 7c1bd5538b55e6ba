using System.Text;

namespace BigGraphActors.Schema.Settings;

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
