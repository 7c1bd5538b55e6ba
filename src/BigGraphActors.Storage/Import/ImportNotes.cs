using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Finds what is legal and yet probably not meant.</summary>
internal static class ImportNotes
{
    /// <summary>The notes, as whole sentences; often none.</summary>
    public static List<string> Of(
        ImportPlan plan,
        GraphNumbering numbering,
        IReadOnlyList<EdgeFileReader> readers)
    {
        GraphVocabulary names = numbering.Names;
        List<string> notes = [];
        if (!names.IsDynamic && plan.Import.RelationColumn is null && plan.Settings.Relations.Count > 1)
        {
            notes.Add($"No relation-column is set, so every edge has the first relation, "
                + $"'{plan.Settings.Relations[0].Name}', of {plan.Settings.Relations.Count}.");
        }

        for (int type = 0; type < names.EntityTypes.Count; type++)
        {
            PartitionCut cut = numbering.Cuts[type];
            if (cut.Count < cut.Partitions)
            {
                notes.Add($"Entity type '{names.EntityTypes[type]}' has {cut.Count} entities for {cut.Partitions} "
                    + "partitions, so some are empty.");
            }
        }

        for (int i = 0; i < readers.Count; i++)
        {
            notes.AddRange(readers[i].Notes);
            notes.AddRange(readers[i].NameNotes());
            AddHeaderNotes(notes, numbering, readers[0], readers[i]);
            AddFileNotes(notes, plan.Import, readers[i].Counts, i);
        }

        return notes;
    }

    /// <summary>Warns when a checkpoint was trained on the rows that names had before.</summary>
    public static void AddStaleCheckpoint(List<string> notes, string checkpointPath, ImportSeal seal)
    {
        CheckpointDirectory checkpoint = new(checkpointPath);
        GraphIdentity? trained = CheckpointRecord.Of(checkpoint)?.Identity;
        bool isStale = trained is not null && seal.Identity is not null
            ? !trained.IsSame(seal.Identity)
            : seal.Renumbers && File.Exists(checkpoint.VersionPath);
        if (isStale)
        {
            notes.Add($"The rows have other names than before, so the checkpoint in {checkpointPath} no longer fits: "
                + "remove it, or import again with the earlier seed and files.");
        }
    }

    // A first line that is skipped as a header, and yet may have been an edge.
    private static void AddHeaderNotes(
        List<string> notes, GraphNumbering numbering, EdgeFileReader first, EdgeFileReader reader)
    {
        IReadOnlyList<string> header = reader.HeaderNames;
        if (header.Count == 0 || !reader.HasSkippedHeader)
        {
            return;
        }

        string words = string.Join(", ", header.Select(name => $"'{name}'"));
        bool areNames = header.All(name => Enumerable.Range(0, numbering.Names.EntityTypes.Count)
            .Any(type => numbering.Contains(type, Encoding.UTF8.GetBytes(name))));
        if (areNames)
        {
            notes.Add($"The first line of {reader.Path} is skipped as a header, but {words} are names on other lines "
                + "too; set header = false if it is an edge.");
        }
        else if (!header.SequenceEqual(first.HeaderNames, StringComparer.OrdinalIgnoreCase))
        {
            string others = string.Join(", ", first.HeaderNames.Select(name => $"'{name}'"));
            notes.Add($"The first line of {reader.Path} is skipped as a header, but it has {words} where {first.Path} "
                + $"has {others}; is it an edge?");
        }
    }

    private static void AddFileNotes(List<string> notes, ImportSettings import, EdgeFileCounts counts, int index)
    {
        if (counts.CommentsAmongEdges > 0)
        {
            notes.Add($"{counts.CommentsAmongEdges:N0} lines among the edges of {import.Files[index]} begin with "
                + $"'{import.Comment}' and count as comments; set comment = \"\" if they are edges.");
        }

        if (counts.HasHeaderWords)
        {
            notes.Add($"The first edge of {import.Files[index]} reads like the names of columns; set header = true if "
                + "it is none.");
        }
    }
}
