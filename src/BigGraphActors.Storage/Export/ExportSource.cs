using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Export;

/// <summary>One version of a checkpoint, with the names that belong to it.</summary>
internal sealed class ExportSource(ExportRequest request, CheckpointDirectory checkpoint, int version, ModelState model)
{
    /// <summary>The settings of the run that is exported.</summary>
    public RunSettings Settings => request.Settings;

    /// <summary>The shared parameters.</summary>
    public ModelState Model => model;

    /// <summary>Path of the file that holds the shared parameters.</summary>
    public string ModelPath => checkpoint.ModelPath(version);

    /// <summary>Where the names stand.</summary>
    public EntityDirectory Names { get; } = new(request.Settings.EntityPath);

    /// <summary>Whether rows begin with the entity type.</summary>
    public bool WithType => request.WithType;

    /// <summary>Rows of all tables together, for the progress.</summary>
    public long EntityCount { get; } = request.Settings.Entities
        .SelectMany(entity => Enumerable.Range(0, entity.Value.NumPartitions)
            .Select(index => new PartitionId(entity.Key, index)))
        .Sum(partition => checkpoint.TryReadShape(partition, version)?.RowCount ?? 0);

    /// <summary>Opens a table; the caller disposes it.</summary>
    public Hdf5File Open(PartitionId partition) => checkpoint.Open(checkpoint.EmbeddingsPath(partition, version));

    /// <summary>Whether a type has tables. PBG: a type that no relation uses is never saved.</summary>
    public bool HasVectors(string type) =>
        Settings.Relations.Any(relation => relation.Lhs == type || relation.Rhs == type)
        || checkpoint.Has(checkpoint.EmbeddingsPath(new PartitionId(type, 0), version));

    /// <summary>What is added to each vector of a type; empty without global embeddings.</summary>
    /// <exception cref="CorruptFileException">The settings want one and the model has none.</exception>
    public float[] GlobalOf(string type)
    {
        if (!Settings.GlobalEmb)
        {
            return [];
        }

        string key = $"global_embs.emb_{type}";
        return model.Find(key)?.Values ?? throw new CorruptFileException(
            ModelPath, -1, $"the parameter {key}, since the settings have global_emb", "none");
    }

    /// <summary>The relations' names by number.</summary>
    /// <exception cref="CorruptFileException">The names of static relations are not those of the settings.</exception>
    /// <remarks>Differs: PBG stops without a names file even where the settings have all names.</remarks>
    public IReadOnlyList<string> RelationNames()
    {
        IReadOnlyList<string> configured = [.. Settings.Relations.Select(relation => relation.Name)];
        if (!Settings.DynamicRelations && !File.Exists(Names.RelationNamesPath))
        {
            return configured;
        }

        IReadOnlyList<string> found = Names.ReadRelationNames();
        if (Settings.DynamicRelations || found.SequenceEqual(configured))
        {
            return found;
        }

        int first = Enumerable.Range(0, Math.Max(found.Count, configured.Count))
            .First(index => found.ElementAtOrDefault(index) != configured.ElementAtOrDefault(index));
        throw new CorruptFileException(
            Names.RelationNamesPath,
            -1,
            $"the settings' relation {first}, '{configured.ElementAtOrDefault(first)}'",
            $"'{found.ElementAtOrDefault(first)}'");
    }
}
