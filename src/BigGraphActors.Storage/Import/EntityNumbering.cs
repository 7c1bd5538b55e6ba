using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

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
