using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>The final numbers of all entities and relations, the same for all edge paths.</summary>
internal sealed class GraphNumbering : IDisposable
{
    private readonly NativeBuffer<long>?[] _bagPlaces;

    private GraphNumbering(
        RelationNumbering relations, EntityNumbering[] entities, NativeBuffer<long>?[] bagPlaces)
    {
        Relations = relations;
        Entities = entities;
        _bagPlaces = bagPlaces;
    }

    /// <summary>Final numbers of the relations.</summary>
    public RelationNumbering Relations { get; }

    /// <summary>Final places of the entities, by type in the configuration's order.</summary>
    public EntityNumbering[] Entities { get; }

    /// <summary>Places of what the edges of a type carry: entities, or bags where the type is featurised.</summary>
    public NativeBuffer<long> PlacesOf(int type) => _bagPlaces[type] ?? Entities[type].Places;

    /// <summary>Counts, drops what is rare, shuffles and cuts.</summary>
    /// <param name="names">All names that the edges have.</param>
    /// <param name="edges">All edges of all files.</param>
    /// <param name="plan">The numbers of partitions and the minimum counts.</param>
    /// <param name="seed">Each type, and the relations, have a sequence of their own from it.</param>
    /// <remarks>
    /// Differs: entities are counted over the edges whose relation is kept, where PBG counts all edges, so that no
    /// entity gets a row that no edge can train.
    /// </remarks>
    public static GraphNumbering Create(
        GraphVocabulary names, IReadOnlyList<EdgeStore> edges, ImportPlan plan, long seed)
    {
        RelationNumbering relations = names.IsDynamic
            ? RelationNumbering.Dynamic(
                CountRelations(names.Relations.Count, edges), plan.Import.RelationMinCount, new SeededSequence(seed, 0))
            : RelationNumbering.Static(names.StaticNames.Count);

        bool mustCount = plan.Import.EntityMinCount > 1 || Array.IndexOf(relations.NewNumbers, -1) >= 0;
        int leastCount = Math.Max(plan.Import.EntityMinCount, 1);
        EntityNumbering[] entities = new EntityNumbering[names.Entities.Length];
        for (int type = 0; type < entities.Length; type++)
        {
            using NativeBuffer<int>? counts = mustCount ? CountEntities(type, names, relations, edges) : null;
            entities[type] = EntityNumbering.Create(
                names.Entities[type].Count,
                counts is null ? null : number => counts[number] >= leastCount,
                plan.Settings.Entities[type].Value.NumPartitions,
                new SeededSequence(seed, type + 1));
        }

        return new GraphNumbering(
            relations, entities, [.. names.Bags.Select((bags, type) => bags?.PlacesIn(entities[type]))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EntityNumbering entity in Entities)
        {
            entity.Dispose();
        }

        foreach (NativeBuffer<long>? places in _bagPlaces)
        {
            places?.Dispose();
        }
    }

    private static long[] CountRelations(int relationCount, IReadOnlyList<EdgeStore> edges)
    {
        long[] counts = new long[relationCount];
        foreach (EdgeBlock block in edges.SelectMany(store => store.Blocks))
        {
            foreach (int relation in block.Relation.AsSpan(0, block.Count))
            {
                counts[relation]++;
            }
        }

        return counts;
    }

    private static NativeBuffer<int> CountEntities(
        int type, GraphVocabulary names, RelationNumbering relations, IReadOnlyList<EdgeStore> edges)
    {
        NativeBuffer<int> counts = new(names.Entities[type].Count);
        foreach (EdgeBlock block in edges.SelectMany(store => store.Blocks))
        {
            for (int i = 0; i < block.Count; i++)
            {
                int relation = block.Relation[i];
                if (relations.NewNumbers[relation] < 0)
                {
                    continue;
                }

                if (names.LhsTypeOf(relation) == type)
                {
                    Count(names.Bags[type], block.Lhs[i], counts);
                }

                if (names.RhsTypeOf(relation) == type)
                {
                    Count(names.Bags[type], block.Rhs[i], counts);
                }
            }
        }

        return counts;
    }

    private static void Count(FeatureBags? bags, int number, NativeBuffer<int> counts)
    {
        if (bags is null)
        {
            Increment(ref counts[number]);
            return;
        }

        foreach (int feature in bags[number])
        {
            Increment(ref counts[feature]);
        }
    }

    // Stays at the top instead of turning negative: two thousand million are never rare.
    private static void Increment(ref int count) => count += count == int.MaxValue ? 0 : 1;
}
