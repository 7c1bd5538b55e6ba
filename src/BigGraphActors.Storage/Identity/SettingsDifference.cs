using System.Globalization;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Identity;

/// <summary>What a checkpoint is to be used for, which decides what must be as it was trained.</summary>
public enum CheckpointUse
{
    /// <summary>Names and vectors are read: export, neighbours.</summary>
    Read,

    /// <summary>Edges are ranked by it: the scores have to be those of the training.</summary>
    Rank,

    /// <summary>It is trained further: its version counts passes of this run.</summary>
    Train,

    /// <summary>A new run takes its values from it: <c>init_path</c>.</summary>
    Start,
}

/// <summary>A setting that is not what a checkpoint was trained with.</summary>
/// <param name="Key">The setting's key, as in <c>relations.0.operator</c>.</param>
/// <param name="Trained">As the checkpoint has it.</param>
/// <param name="Now">As the configuration has it.</param>
/// <param name="CanBeAllowed">
/// Whether the checkpoint can be used all the same where the user says so: what was learnt keeps a meaning.
/// </param>
public sealed record SettingsDifference(string Key, string Trained, string Now, bool CanBeAllowed)
{
    /// <summary>Compares a configuration with what a checkpoint was trained with.</summary>
    /// <param name="record">The settings that the checkpoint was trained with.</param>
    /// <param name="now">The configuration.</param>
    /// <param name="use">What it is used for.</param>
    /// <returns>Differences in the order of importance; empty where it fits, or says nothing.</returns>
    public static IReadOnlyList<SettingsDifference> Find(CheckpointRecord record, RunSettings now, CheckpointUse use)
    {
        if (record.Settings is not { } trained)
        {
            return [];
        }

        List<SettingsDifference> found = [];
        AddEntities(found, trained, now, use);
        AddRelations(found, trained, now);
        Add(found, "global_emb", trained.GlobalEmb, now.GlobalEmb);
        if (use is CheckpointUse.Rank or CheckpointUse.Train && record.Version > 0)
        {
            Add(found, "comparator", trained.Comparator, now.Comparator);
            Add(found, "bias", trained.Bias, now.Bias);
        }

        if (use == CheckpointUse.Train && record.Version > 0)
        {
            Add(found, "loss_fn", trained.LossFn, now.LossFn);
            AddPasses(found, record, trained, now);
        }

        return found;
    }

    private static void AddEntities(
        List<SettingsDifference> found, RunSettings trained, RunSettings now, CheckpointUse use)
    {
        foreach ((string name, EntitySettings entity) in now.Entities)
        {
            EntitySettings? before = trained.Entities.FirstOrDefault(known => known.Key == name).Value;
            if (before is null && use == CheckpointUse.Start)
            {
                // PBG: what the other checkpoint lacks starts at random.
                continue;
            }

            if (before is null)
            {
                found.Add(new(
                    "entities",
                    string.Join(", ", trained.Entities.Select(known => known.Key)),
                    string.Join(", ", now.Entities.Select(known => known.Key)),
                    CanBeAllowed: false));
                return;
            }

            int dimension = entity.Dimension ?? now.Dimension;
            int dimensionBefore = before.Dimension ?? trained.Dimension;
            string path = $"entities.{name}";
            AddFixed(
                found,
                entity.Dimension is null && before.Dimension is null ? "dimension" : $"{path}.dimension",
                dimensionBefore,
                dimension);
            AddFixed(found, $"{path}.num_partitions", before.NumPartitions, entity.NumPartitions);
            AddFixed(found, $"{path}.featurized", before.Featurized, entity.Featurized);
        }
    }

    private static void AddRelations(List<SettingsDifference> found, RunSettings trained, RunSettings now)
    {
        AddFixed(found, "dynamic_relations", trained.DynamicRelations, now.DynamicRelations);
        if (trained.DynamicRelations != now.DynamicRelations)
        {
            return;
        }

        int shared = Math.Min(trained.Relations.Count, now.Relations.Count);
        string[] before = [.. trained.Relations.Select(relation => relation.Name)];
        string[] after = [.. now.Relations.Select(relation => relation.Name)];
        if (!now.DynamicRelations && !before.Take(shared).SequenceEqual(after.Take(shared)))
        {
            found.Add(new("relations", Words(before), Words(after), CanBeAllowed: false));
            return;
        }

        if (before.Length != after.Length)
        {
            found.Add(new("relations", Words(before), Words(after), CanBeAllowed: true));
        }

        for (int i = 0; i < shared; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"relations.{i}");
            AddFixed(found, $"{path}.lhs", trained.Relations[i].Lhs, now.Relations[i].Lhs);
            AddFixed(found, $"{path}.rhs", trained.Relations[i].Rhs, now.Relations[i].Rhs);
            Add(found, $"{path}.operator", trained.Relations[i].Operator, now.Relations[i].Operator);
        }
    }

    /// <summary>A version counts passes, and which edges a pass has follows from paths and slices.</summary>
    private static void AddPasses(
        List<SettingsDifference> found, CheckpointRecord record, RunSettings trained, RunSettings now)
    {
        if (trained.EdgePaths.Count != now.EdgePaths.Count)
        {
            found.Add(new("edge_paths", Words(trained.EdgePaths), Words(now.EdgePaths), CanBeAllowed: false));
        }
        else if (!trained.EdgePaths.Zip(now.EdgePaths).All(pair =>
            IsSamePlace(pair.First, trained.CheckpointPath, pair.Second, now.CheckpointPath)))
        {
            found.Add(new("edge_paths", Words(trained.EdgePaths), Words(now.EdgePaths), CanBeAllowed: true));
        }

        if (record.SliceCount is { } slices)
        {
            AddFixed(found, "num_edge_chunks", slices, (long)EdgeDirectory.SliceCountOf(now));
        }
    }

    /// <summary>Whether two paths may mean one folder, from any directory, and after a move of the whole.</summary>
    private static bool IsSamePlace(string trained, string trainedCheckpoint, string now, string nowCheckpoint)
    {
        string before = Trim(trained);
        string after = Trim(now);
        return before == after
            || before.EndsWith("/" + after, StringComparison.Ordinal)
            || after.EndsWith("/" + before, StringComparison.Ordinal)
            || FromCheckpoint(trained, trainedCheckpoint) == FromCheckpoint(now, nowCheckpoint);
    }

    private static string FromCheckpoint(string path, string checkpoint) =>
        Path.GetRelativePath(StoragePath.Resolve(checkpoint), StoragePath.Resolve(path));

    private static string Trim(string path)
    {
        string clean = path.Replace('\\', '/').TrimEnd('/');
        return clean.StartsWith("./", StringComparison.Ordinal) ? clean[2..] : clean;
    }

    private static string Words(IReadOnlyList<string> list) => list.Count <= 4
        ? $"[{string.Join(", ", list)}]"
        : string.Create(CultureInfo.InvariantCulture, $"[{string.Join(", ", list.Take(3))}, … ({list.Count} in all)]");

    private static void Add<T>(List<SettingsDifference> found, string key, T trained, T now) =>
        AddTo(found, key, trained, now, canBeAllowed: true);

    private static void AddFixed<T>(List<SettingsDifference> found, string key, T trained, T now) =>
        AddTo(found, key, trained, now, canBeAllowed: false);

    private static void AddTo<T>(List<SettingsDifference> found, string key, T trained, T now, bool canBeAllowed)
    {
        if (!EqualityComparer<T>.Default.Equals(trained, now))
        {
            found.Add(new(key, SettingsText.Of(trained), SettingsText.Of(now), canBeAllowed));
        }
    }
}
