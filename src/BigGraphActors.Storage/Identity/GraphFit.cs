using System.Globalization;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Identity;

/// <summary>
/// Compares the directories and the configuration that a verb brings together, before it reads or writes more.
/// </summary>
/// <remarks>
/// What an import of ours wrote has an identity, and those are compared. What PBG wrote has none; there, numbers of
/// partitions, names of relations, rows and dimensions are compared. PBG compares nothing but shapes.
/// </remarks>
/// <param name="settings">The configuration.</param>
public sealed class GraphFit(RunSettings settings)
{
    private readonly EntityDirectory _entities = new(settings.EntityPath);
    private readonly List<string> _warnings = [];
    private GraphIdentity? _identity;
    private bool _isKnown;

    /// <summary>What was allowed although it differs; whole sentences, filled by the checks.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The identity of the configuration's entity directory; none where it has no names.</summary>
    public GraphIdentity? Identity
    {
        get
        {
            if (!_isKnown)
            {
                _identity = EntityIdentity.Of(_entities);
                _isKnown = true;
            }

            return _identity;
        }
    }

    /// <summary>Refuses an entity directory of other partitions or relations than the configuration's.</summary>
    /// <exception cref="MismatchException">Names both sides.</exception>
    public void RequireEntities()
    {
        foreach ((string type, EntitySettings entity) in settings.Entities)
        {
            string more = _entities.CountPath(new PartitionId(type, entity.NumPartitions));
            if (File.Exists(more))
            {
                throw new MismatchException(
                    $"{StoragePath.Show(more)}: there are more partitions of '{type}' than "
                    + $"entities.{type}.num_partitions = {entity.NumPartitions}, so a part "
                    + "of the graph would be left out. Set num_partitions to what the graph was imported "
                    + "with, or import it again");
            }
        }

        if (!settings.DynamicRelations && File.Exists(_entities.RelationNamesPath))
        {
            RequireRelations(
                StoragePath.Show(_entities.RelationNamesPath),
                _entities.ReadRelationNames(),
                [.. settings.Relations.Select(relation => relation.Name)]);
        }
    }

    /// <summary>Refuses edges that were imported with another numbering, or with other relation types.</summary>
    /// <param name="edgePaths">The edge directories that are read.</param>
    /// <exception cref="MismatchException">Names both sides.</exception>
    public void RequireEdges(IEnumerable<string> edgePaths)
    {
        foreach (string edgePath in edgePaths.Distinct(StringComparer.Ordinal))
        {
            if (EdgeIdentity.TryRead(edgePath) is not { } edges)
            {
                continue;
            }

            GraphIdentity theirs = edges.ToGraph();
            if (Identity is { } ours && !theirs.IsPartOf(ours))
            {
                throw new MismatchException(
                    $"{edgePath} and {settings.EntityPath} do not belong together: the edges were imported with "
                    + $"{theirs.Words}, and the directory of names holds {ours.Words}, so the edges would stand for "
                    + "other entities. Import the edge lists again, all in one command");
            }

            RequireTypes(edgePath, edges);
        }
    }

    /// <summary>Refuses a checkpoint that is not of this graph, was trained with other settings, or lacks files.
    /// </summary>
    /// <param name="use">What it is used for.</param>
    /// <exception cref="MismatchException">Names both sides.</exception>
    /// <exception cref="CorruptFileException">A file of it is damaged.</exception>
    public void RequireCheckpoint(CheckpointUse use)
    {
        // A training may replace the version meanwhile.
        using HeldCheckpoint held = new CheckpointDirectory(settings.CheckpointPath).HoldCommitted();
        CheckpointDirectory checkpoint = held.Directory;
        RequireVersionFile(checkpoint);
        if (CheckpointRecord.Of(checkpoint) is not { } record)
        {
            if (use == CheckpointUse.Train)
            {
                RequireInitial();
            }

            return;
        }

        RequireIdentity(settings.CheckpointPath, record);
        RequireSettings(settings.CheckpointPath, record, SettingsDifference.Find(record, settings, use));
        if (record.Version > 0)
        {
            RequireFiles(checkpoint, record.Version);
        }
    }

    /// <summary>Refuses initial values (<c>init_path</c>) of another graph, or of other relations.</summary>
    /// <exception cref="MismatchException">Names both sides.</exception>
    public void RequireInitial()
    {
        if (settings.InitPath is not { } path)
        {
            return;
        }

        CheckpointDirectory initial = new(path);
        if (CheckpointRecord.Of(initial) is not { } record)
        {
            return;
        }

        RequireIdentity(path, record);
        bool hasOperators = initial.TryReadModel(record.Version)?.Parameters
            .Any(parameter => parameter.Key.Contains("_operators.", StringComparison.Ordinal)) == true;
        RequireSettings(
            path,
            record,
            [
                .. SettingsDifference.Find(record, settings, CheckpointUse.Start).Where(difference =>
                    hasOperators || !difference.Key.Contains("relations", StringComparison.Ordinal)),
            ]);
    }

    private static void RequireVersionFile(CheckpointDirectory checkpoint)
    {
        int newest = checkpoint.FindVersions() is [.., int last] ? last : 0;
        if (!File.Exists(checkpoint.VersionPath) && newest > 1)
        {
            throw new MismatchException(
                $"{StoragePath.Show(checkpoint.Root)} holds files of version {newest}, but no checkpoint_version.txt "
                + $"that says which version counts: write {newest} into it to go on from there, or choose "
                + "another checkpoint_path");
        }
    }

    private static void RequireRelations(
        string source, IReadOnlyList<string> found, IReadOnlyList<string> configured)
    {
        if (found.Count <= configured.Count && found.SequenceEqual(configured.Take(found.Count)))
        {
            return;
        }

        int first = Enumerable.Range(0, Math.Max(found.Count, configured.Count))
            .First(index => found.ElementAtOrDefault(index) != configured.ElementAtOrDefault(index));
        throw new MismatchException(string.Create(
            CultureInfo.InvariantCulture,
            $"{source}: relation {first} is '{found.ElementAtOrDefault(first) ?? "none"}', and in the configuration "
            + $"'{configured.ElementAtOrDefault(first) ?? "none"}'. Edges have the numbers of relations, so put the "
            + $"configuration's relations into the order of the import, or import again"));
    }

    private void RequireTypes(string edgePath, EdgeIdentity edges)
    {
        if (edges.Dynamic != settings.DynamicRelations)
        {
            throw new MismatchException(
                $"{edgePath} was imported with dynamic_relations = {SettingsText.Of(edges.Dynamic)}, and the "
                + $"configuration has {SettingsText.Of(settings.DynamicRelations)}; set it back, or import again");
        }

        RequireRelations(
            Path.Combine(edgePath, EdgeIdentity.FileName),
            [.. edges.Relations.Select(relation => $"{relation.Name}: {relation.Lhs} to {relation.Rhs}")],
            [.. EdgeIdentity.RelationsOf(settings).Select(r => $"{r.Name}: {r.Lhs} to {r.Rhs}")]);
    }

    private void RequireIdentity(string path, CheckpointRecord record)
    {
        if (record.Identity is { } theirs && Identity is { } ours && !theirs.IsSame(ours))
        {
            string extended = theirs.IsPartOf(ours) ? ", which has been extended since" : "";
            throw new MismatchException(
                $"{path} and {settings.EntityPath} do not belong together: the checkpoint was trained on "
                + $"{theirs.Words}{extended}, and the directory of names holds {ours.Words}, so its vectors would get "
                + "other names. Import again with the earlier seed and files, or train into another checkpoint_path");
        }
    }

    private void RequireSettings(
        string path, CheckpointRecord record, IReadOnlyList<SettingsDifference> differences)
    {
        SettingsDifference[] refused =
            [.. differences.Where(difference => !difference.CanBeAllowed || !settings.AllowChangedSettings)];
        if (refused.Length > 0)
        {
            string wayOut = refused.All(difference => difference.CanBeAllowed)
                ? "set allow-changed-settings = true to use it all the same"
                : "take its vectors over into a new run by init_path, where rows and dimension are the same";
            throw new MismatchException(
                $"{path} was trained with other settings than the configuration has ({Words(refused)}; read from "
                + $"{StoragePath.Show(record.Source)}). Set them back, or choose another checkpoint_path, or {wayOut}");
        }

        if (differences.Count > 0)
        {
            _warnings.Add($"{path} was trained with other settings ({Words(differences)}), which "
                + "allow-changed-settings lets pass.");
        }
    }

    private static string Words(IEnumerable<SettingsDifference> differences) => string.Join(
        "; ",
        differences.Select(difference => $"{difference.Key}: trained with {difference.Trained}, now {difference.Now}"));

    private void RequireFiles(CheckpointDirectory checkpoint, int version)
    {
        if (!checkpoint.Has(checkpoint.ModelPath(version)))
        {
            int[] versions = [.. checkpoint.FindVersions()];
            throw new MismatchException(
                $"{StoragePath.Show(checkpoint.VersionPath)} says version {version}, but there is no "
                + $"{StoragePath.Show(checkpoint.ModelPath(version))}; "
                + (versions.Length == 0
                    ? "there are files of no version"
                    : $"there are files of version {string.Join(", ", versions)}"));
        }

        foreach ((string type, EntitySettings entity) in settings.Entities)
        {
            // PBG: a type that no relation uses is never saved.
            bool isUsed = settings.Relations.Any(relation => relation.Lhs == type || relation.Rhs == type);
            for (int index = 0; isUsed && index < entity.NumPartitions; index++)
            {
                RequireTable(checkpoint, version, new PartitionId(type, index), entity.Dimension ?? settings.Dimension);
            }
        }
    }

    private void RequireTable(CheckpointDirectory checkpoint, int version, PartitionId partition, int dimension)
    {
        string path = checkpoint.EmbeddingsPath(partition, version);
        (long rows, int dim) = checkpoint.TryReadShape(partition, version) ?? throw new MismatchException(
            $"{StoragePath.Show(checkpoint.VersionPath)} says version {version}, but there is no "
            + StoragePath.Show(path));
        string counted = _entities.CountPath(partition);
        long count = File.Exists(counted) ? _entities.ReadCount(partition) : rows;
        if (rows != count || dim != dimension)
        {
            throw new MismatchException(string.Create(
                CultureInfo.InvariantCulture,
                $"{StoragePath.Show(path)} has {rows} rows of dimension {dim}, but {StoragePath.Show(counted)} says "
                + $"{count} and the configuration dimension {dimension}; was it trained on another graph, or with "
                + $"other settings?"));
        }
    }
}
