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
    /// Differs: entities are counted over the edges whose relation is kept, so that an edge can train each row. PBG
    /// counts all edges.
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

/// <summary>Where each entity of a type ends up: its partition and its row there.</summary>
internal sealed class EntityNumbering : IDisposable
{
    /// <summary>Stands in <see cref="Places"/> for an entity that was dropped.</summary>
    public const long Dropped = -1;

    private readonly NativeBuffer<int> _order;

    private EntityNumbering(NativeBuffer<int> order, NativeBuffer<long> places, PartitionCut cut)
    {
        _order = order;
        Places = places;
        Cut = cut;
    }

    /// <summary>How the shuffled entities are cut.</summary>
    public PartitionCut Cut { get; }

    /// <summary>
    /// By number of first sight: partition in the high half, row in the low half, or <see cref="Dropped"/>.
    /// </summary>
    public NativeBuffer<long> Places { get; }

    /// <summary>Entities that are left out.</summary>
    public long DroppedCount => Places.Length - Cut.Count;

    /// <summary>Numbers of first sight in one partition, in the order of its rows.</summary>
    public ReadOnlySpan<int> RowsOf(int partition) =>
        _order.AsSpan(Cut.StartOf(partition), Cut.SizeOf(partition));

    /// <summary>Shuffles the entities of a type and cuts them.</summary>
    /// <param name="count">Entities seen.</param>
    /// <param name="isKept">Which of them stay; none keeps all.</param>
    /// <param name="partitions">At least 1.</param>
    /// <param name="random">The sequence of this type.</param>
    /// <remarks>
    /// PBG: <c>collect_entities_by_type</c>, which shuffles what is left after dropping the rare ones.
    /// </remarks>
    public static EntityNumbering Create(int count, Func<int, bool>? isKept, int partitions, SeededSequence random)
    {
        NativeBuffer<int> order = new(count);
        NativeBuffer<long> places = new(count);
        int kept = 0;
        for (int number = 0; number < count; number++)
        {
            places[number] = Dropped;
            if (isKept is null || isKept(number))
            {
                order[kept++] = number;
            }
        }

        random.Shuffle(order.AsSpan(0, kept));
        PartitionCut cut = new(kept, partitions);
        EntityNumbering numbering = new(order, places, cut);
        for (int partition = 0; partition < partitions; partition++)
        {
            ReadOnlySpan<int> rows = numbering.RowsOf(partition);
            for (int row = 0; row < rows.Length; row++)
            {
                places[rows[row]] = Place(partition, row);
            }
        }

        return numbering;
    }

    /// <summary>The partition in a place.</summary>
    public static int PartitionOf(long place) => (int)(place >> 32);

    /// <summary>The row in a place.</summary>
    public static int RowOf(long place) => (int)place;

    /// <inheritdoc/>
    public void Dispose()
    {
        _order.Dispose();
        Places.Dispose();
    }

    private static long Place(int partition, int row) => ((long)partition << 32) | (uint)row;
}

/// <summary>The final number of each relation.</summary>
/// <param name="NewNumbers">By number of first sight; -1 for a relation that was dropped.</param>
/// <param name="Order">The kept relations' numbers of first sight, by final number.</param>
internal sealed record RelationNumbering(int[] NewNumbers, int[] Order)
{
    /// <summary>Static relations keep the configuration's numbers.</summary>
    public static RelationNumbering Static(int count) =>
        new([.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count)]);

    /// <summary>Drops rare relations and shuffles the rest. PBG: <c>collect_relation_types</c>.</summary>
    /// <param name="counts">Edges of each relation.</param>
    /// <param name="minCount">Relations with fewer edges are dropped.</param>
    /// <param name="random">The sequence of the relations.</param>
    public static RelationNumbering Dynamic(long[] counts, int minCount, SeededSequence random)
    {
        int[] order = [.. Enumerable.Range(0, counts.Length).Where(number => counts[number] >= minCount)];
        random.Shuffle(order);
        int[] numbers = new int[counts.Length];
        Array.Fill(numbers, -1);
        for (int i = 0; i < order.Length; i++)
        {
            numbers[order[i]] = i;
        }

        return new RelationNumbering(numbers, order);
    }
}

/// <summary>Cuts a sequence of rows into partitions whose sizes differ by at most one.</summary>
/// <remarks>
/// Partition k holds the positions <c>[ceil(k n / p), ceil((k + 1) n / p))</c>, which is <c>floor(i p / n) = k</c>.
/// PBG: <c>Dictionary.get_part_list</c>; the sizes are the same.
/// Differs: partitions are cut with whole numbers. PBG uses floating point, and its importer stops for some numbers
/// (42 names in 14 partitions).
/// </remarks>
internal readonly struct PartitionCut(long count, int partitions)
{
    /// <summary>Rows in all partitions together.</summary>
    public long Count { get; } = count;

    /// <summary>How many partitions, at least 1.</summary>
    public int Partitions { get; } = partitions;

    /// <summary>The position at which a partition begins; <see cref="Count"/> for the one behind the last.</summary>
    public long StartOf(int partition) => ((partition * Count) + Partitions - 1) / Partitions;

    /// <summary>Rows of one partition; may be 0 when there are more partitions than rows.</summary>
    public int SizeOf(int partition) => checked((int)(StartOf(partition + 1) - StartOf(partition)));
}

/// <summary>Random numbers that are the same for a seed on every machine and runtime.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood, 2014) with Lemire's unbiased bound. Not the runtime's generator, because its
/// sequence is no promise and the ids of a graph hang on it.
/// </remarks>
internal sealed class SeededSequence
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts one of many independent sequences of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of them, from 0.</param>
    public SeededSequence(long seed, int stream)
    {
        _state = (ulong)seed;
        _state = Next() ^ ((ulong)stream * Step);
        _state = Next();
    }

    /// <summary>Orders 0 to <c>order.Length - 1</c> at random, each order equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> order)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = (int)Below((uint)i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    private uint Below(uint bound)
    {
        ulong product = (Next() >> 32) * bound;
        uint low = (uint)product;
        if (low < bound)
        {
            uint threshold = (0 - bound) % bound;
            while (low < threshold)
            {
                product = (Next() >> 32) * bound;
                low = (uint)product;
            }
        }

        return (uint)(product >> 32);
    }

    private ulong Next()
    {
        _state += Step;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
