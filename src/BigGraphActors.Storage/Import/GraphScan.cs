using System.Collections.Concurrent;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Lays aside the names and the edges of all lists, parted by the hashes of the names.</summary>
/// <remarks>
/// Names go to the part that the upper bits of their hash say, edges to the part of their left-hand name. A table of
/// names that were seen keeps repeats away; it may forget, so that a name is laid aside more than once, but never
/// takes a name for another: its slot is chosen by one half of the hash and holds the other.
/// </remarks>
internal sealed class GraphScan : IDisposable
{
    private readonly ConcurrentBag<EdgeSink> _idle = [];
    private readonly List<EdgeSink> _sinks = [];
    private readonly SpillStore _store;

    /// <summary>Prepares the sets.</summary>
    /// <param name="vocabulary">Spaces and relations.</param>
    /// <param name="memory">How many parts, and how large the table is.</param>
    /// <param name="store">Where to lay things aside.</param>
    /// <param name="isWeighted">Whether edges have weights.</param>
    /// <param name="counts">Whether the names must be counted, because rare ones are dropped.</param>
    public GraphScan(
        GraphVocabulary vocabulary, ImportMemory memory, SpillStore store, bool isWeighted, bool counts)
    {
        (Vocabulary, Memory, _store, Counts) = (vocabulary, memory, store, counts);
        Form = new EdgeForm(isWeighted);
        Names = new SpillSet(store, "names", memory.Parts, memory.PageBytes);
        Cells = new SpillSet(store, "cells", memory.Parts, memory.PageBytes);
        Edges = new SpillSet(store, "edges", memory.Parts, memory.PageBytes);
        Occurrences = new SpillSet(store, "occurrences", memory.Parts, memory.PageBytes);
        Seen = new NativeBuffer<ulong>(memory.SeenSlots);
    }

    /// <summary>Spaces and relations.</summary>
    public GraphVocabulary Vocabulary { get; }

    /// <summary>Into how many parts things go, and on how many threads.</summary>
    public ImportMemory Memory { get; }

    /// <summary>How a spilled edge looks.</summary>
    public EdgeForm Form { get; }

    /// <summary>Whether right-hand names are laid aside one by one, to be counted.</summary>
    public bool Counts { get; }

    /// <summary>Names of entities: <see cref="NameRecord"/>.</summary>
    public SpillSet Names { get; }

    /// <summary>Cells of featurised types, each with the first halves of its features' hashes.</summary>
    public SpillSet Cells { get; }

    /// <summary>Edges, by left-hand name: both hashes (16 bytes), the edge's word (8), its weight (4).</summary>
    public SpillSet Edges { get; }

    /// <summary>Right-hand names where they must be counted: hash (8 bytes) and relation (4).</summary>
    public SpillSet Occurrences { get; }

    /// <summary>Second halves of hashes of names that were laid aside, at the place that the first half says.</summary>
    public NativeBuffer<ulong> Seen { get; private set; }

    /// <summary>Refuses to read a list that takes more room than there is.</summary>
    /// <param name="edges">Edges of it, about.</param>
    /// <exception cref="IOException">When the disk has too little.</exception>
    public void Demand(long edges) => _store.Demand(Edges.TotalBytes + (edges * Form.EdgeBytes));

    /// <summary>Takes places among all edges for those of a text.</summary>
    /// <param name="textBytes">Its length; texts must come in the order of the lists.</param>
    /// <returns>The first place.</returns>
    public long Reserve(long textBytes)
    {
        long first = PlacesTaken;
        PlacesTaken += EdgeForm.MostEdgesOf(textBytes);
        return PlacesTaken <= EdgeForm.MostPlaces
            ? first
            : throw new InvalidOperationException("the lists have more than 4 TiB of text; import them in parts");
    }

    /// <summary>Places that are taken.</summary>
    public long PlacesTaken { get; private set; }

    /// <summary>The largest name that is a whole number; 0 where none is. No sink may be at work.</summary>
    public long LargestNumber => _sinks.Max(sink => sink.LargestNumber);

    /// <summary>Edges of each relation. No sink may be at work.</summary>
    public long[] CountRelations()
    {
        long[] counts = new long[Vocabulary.Relations.Count];
        foreach (EdgeSink sink in _sinks)
        {
            sink.AddRelationsTo(counts);
        }

        return counts;
    }

    /// <summary>A sink that no other thread uses, until it is given back.</summary>
    public EdgeSink Take()
    {
        if (_idle.TryTake(out EdgeSink? sink))
        {
            return sink;
        }

        sink = new EdgeSink(this);
        lock (_sinks)
        {
            _sinks.Add(sink);
        }

        return sink;
    }

    /// <summary>Takes a sink back.</summary>
    public void Return(EdgeSink sink) => _idle.Add(sink);

    /// <summary>Hands everything over, so that it can be read.</summary>
    public void Complete()
    {
        foreach (EdgeSink sink in _sinks)
        {
            sink.Complete();
        }

        Seen.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EdgeSink sink in _sinks)
        {
            sink.Dispose();
        }

        Seen.Dispose();
        Names.Dispose();
        Cells.Dispose();
        Edges.Dispose();
        Occurrences.Dispose();
    }
}
