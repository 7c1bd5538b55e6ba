using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Model;

/// <summary>Settings and counts brought together: the types, relations and buckets of one run.</summary>
/// <remarks>
/// Immutable. PBG: what <c>make_model</c> and <c>TrainingCoordinator</c> derive from the configuration.
/// </remarks>
public sealed class ModelPlan
{
    /// <summary>Resolves names and checks counts.</summary>
    /// <param name="settings">Validated settings.</param>
    /// <param name="countOf">Rows of a partition, as the entity directory has them.</param>
    /// <param name="dynamicRelationCount">Relations in the data when they are dynamic; else 0.</param>
    public ModelPlan(RunSettings settings, Func<PartitionId, long> countOf, int dynamicRelationCount)
    {
        Settings = settings;
        DynamicRelationCount = settings.DynamicRelations ? dynamicRelationCount : 0;
        EntityTypes = [.. settings.Entities.Select((entry, index) => Resolve(entry, index, settings, countOf))];
        Relations = [.. settings.Relations.Select((relation, index) => Resolve(relation, index))];
        LhsPartitions = Relations.Max(relation => relation.Lhs.Partitions);
        RhsPartitions = Relations.Max(relation => relation.Rhs.Partitions);
    }

    /// <summary>The settings it was made from.</summary>
    public RunSettings Settings { get; }

    /// <summary>All entity types, in the order of the settings.</summary>
    public IReadOnlyList<EntityType> EntityTypes { get; }

    /// <summary>All relation types, in the order of the settings.</summary>
    public IReadOnlyList<RelationType> Relations { get; }

    /// <summary>Relations in the data when they are dynamic; 0 when each has its settings.</summary>
    public int DynamicRelationCount { get; }

    /// <summary>Whether relations are data, with operators on both sides.</summary>
    /// <remarks>PBG: with a count of 0 the model behaves as a static one.</remarks>
    public bool IsDynamic => DynamicRelationCount > 0;

    /// <summary>Buckets' extent on the left-hand side.</summary>
    public int LhsPartitions { get; }

    /// <summary>Buckets' extent on the right-hand side.</summary>
    public int RhsPartitions { get; }

    /// <summary>Buckets of one pass.</summary>
    public int BucketCount => LhsPartitions * RhsPartitions;

    /// <summary>Relation numbers that an edge may carry.</summary>
    public int RelationCount => IsDynamic ? DynamicRelationCount : Relations.Count;

    /// <summary>The relation type of an edge's relation number.</summary>
    public RelationType RelationOf(int relation) => Relations[IsDynamic ? 0 : relation];

    /// <summary>Which partition of a type a bucket uses on one side; 0 for an unpartitioned type.</summary>
    public static int PartitionOf(EntityType type, Bucket bucket, Side side) =>
        type.Partitions == 1 ? 0 : bucket.Of(side);

    /// <summary>Every partition that a bucket trains, each once.</summary>
    /// <remarks>An unpartitioned type belongs to every bucket.</remarks>
    public IReadOnlyList<PartitionId> PartitionsOf(Bucket bucket)
    {
        HashSet<PartitionId> seen = [];
        List<PartitionId> parts = [];
        foreach (RelationType relation in Relations)
        {
            Add(relation.Lhs, Side.Lhs);
            Add(relation.Rhs, Side.Rhs);
        }

        return parts;

        void Add(EntityType type, Side side)
        {
            PartitionId part = new(type.Name, PartitionOf(type, bucket, side));
            if (seen.Add(part))
            {
                parts.Add(part);
            }
        }
    }

    /// <summary>The type with a name.</summary>
    public EntityType TypeOf(string name) => EntityTypes.First(type => type.Name == name);

    private static EntityType Resolve(
        KeyValuePair<string, EntitySettings> entry, int index, RunSettings settings, Func<PartitionId, long> countOf)
    {
        long[] counts = new long[entry.Value.NumPartitions];
        for (int part = 0; part < counts.Length; part++)
        {
            counts[part] = countOf(new PartitionId(entry.Key, part));
        }

        return new EntityType(
            index, entry.Key, entry.Value.Dimension ?? settings.Dimension, entry.Value.Featurized, counts);
    }

    private RelationType Resolve(RelationSettings relation, int index) => new(
        index,
        relation.Name,
        TypeOf(relation.Lhs),
        TypeOf(relation.Rhs),
        (float)relation.Weight,
        relation.Operator,
        relation.AllNegs);
}

/// <summary>An entity type with everything that training needs to know of it.</summary>
/// <param name="Index">Position in the configuration's <c>entities</c>.</param>
/// <param name="Name">Key in the configuration.</param>
/// <param name="Dim">Elements of a vector of this type.</param>
/// <param name="Featurized">An entity is the mean of feature rows; the table's rows are features.</param>
/// <param name="Counts">Rows of each partition; its length is the number of partitions.</param>
public sealed record EntityType(int Index, string Name, int Dim, bool Featurized, IReadOnlyList<long> Counts)
{
    /// <summary>Slices the type is cut into; 1 means unpartitioned.</summary>
    public int Partitions => Counts.Count;
}

/// <summary>A relation type, or the template of all dynamic ones.</summary>
/// <param name="Index">Position in the configuration's <c>relations</c>.</param>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Lhs">Entity type of the left-hand side.</param>
/// <param name="Rhs">Entity type of the right-hand side.</param>
/// <param name="Weight">Factor on the loss.</param>
/// <param name="Operator">What is applied to the right-hand side (dynamic relations: to either).</param>
/// <param name="AllNegs">Every entity of the partition is a negative.</param>
public sealed record RelationType(
    int Index,
    string Name,
    EntityType Lhs,
    EntityType Rhs,
    float Weight,
    OperatorKind Operator,
    bool AllNegs);

/// <summary>Reads the counts that settings leave to the entity directory.</summary>
public static class PlanReader
{
    /// <summary>Brings settings and counts together.</summary>
    /// <exception cref="FileNotFoundException">When a count is missing; its message names the file.</exception>
    public static ModelPlan Read(RunSettings settings)
    {
        EntityDirectory directory = new(settings.EntityPath);
        int relations = settings.DynamicRelations ? checked((int)directory.ReadRelationCount()) : 0;
        return new ModelPlan(settings, directory.ReadCount, relations);
    }
}
