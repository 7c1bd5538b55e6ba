using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>Takes rows in their order and writes partition after partition; one is in memory at a time.</summary>
internal sealed class TableSink : IDisposable
{
    private readonly string _type;
    private readonly PartitionCut _cut;
    private readonly EntityDirectory _entities;
    private readonly CheckpointDirectory _checkpoint;
    private readonly CheckpointMetadata _metadata;
    private readonly int _dim;
    private EmbeddingTable? _table;
    private NameListWriter? _names;
    private int _partition = -1;

    /// <summary>Begins with the first partition.</summary>
    /// <param name="type">Name of the entity type.</param>
    /// <param name="cut">Rows in all, and partitions.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="target">Where to, and what the files say of their making.</param>
    public TableSink(
        string type,
        PartitionCut cut,
        int dim,
        (EntityDirectory Entities, CheckpointDirectory Checkpoint, CheckpointMetadata Metadata) target)
    {
        (_type, _cut, _dim) = (type, cut, dim);
        (_entities, _checkpoint, _metadata) = target;
        Turn();
    }

    /// <summary>Rows taken so far.</summary>
    public long Count { get; private set; }

    /// <summary>Whether all rows were taken.</summary>
    public bool IsFull => Count == _cut.Count;

    /// <summary>Where the next row's values belong; <see cref="Add"/> takes them.</summary>
    public Span<float> Next => _table!.Row(Count - _cut.StartOf(_partition));

    /// <summary>Takes the row that was put into <see cref="Next"/>.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        _names!.AppendUtf8(name);
        Count++;
        while (_partition < _cut.Partitions && Count == _cut.StartOf(_partition + 1))
        {
            Turn();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table?.Dispose();
        _names?.Dispose();
    }

    // Ends a partition, and begins the next where there is one.
    private void Turn()
    {
        if (_table is not null)
        {
            PartitionId done = new(_type, _partition);
            _names!.Complete();
            _entities.WriteCount(done, _table.RowCount);
            _checkpoint.WriteEmbeddings(done, 0, _table, _metadata, null);
        }

        Dispose();
        (_table, _names) = (null, null);
        if (++_partition < _cut.Partitions)
        {
            _table = new EmbeddingTable(_cut.SizeOf(_partition), _dim);
            _names = _entities.CreateNamesWriter(new PartitionId(_type, _partition));
        }
    }
}
