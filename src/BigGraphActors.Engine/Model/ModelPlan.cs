using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

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
