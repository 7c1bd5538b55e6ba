using System.Runtime.InteropServices;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

/// <summary>A step's queries of one side, each with all its answers.</summary>
/// <remarks>Owned by one thread and refilled for each step; it grows to the largest and is kept.</remarks>
internal sealed class QueryBatch
{
    private readonly bool _sharesEvenly;
    private readonly List<int> _given = [];
    private readonly List<int> _relations = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _answers = [];
    private readonly List<float> _weights = [];
    private int[] _sorted = [];

    /// <summary>Makes an empty batch.</summary>
    /// <param name="asked">The side that its queries ask for.</param>
    /// <param name="sharesEvenly">
    /// Whether a query counts as one edge, its distinct answers sharing that evenly (KvsAll), and not as all its edges.
    /// </param>
    public QueryBatch(Side asked, bool sharesEvenly)
    {
        Asked = asked;
        _sharesEvenly = sharesEvenly;
    }

    /// <summary>The side that is asked for.</summary>
    public Side Asked { get; }

    /// <summary>Number of queries.</summary>
    public int Count => _given.Count;

    /// <summary>Edges that the queries stand for.</summary>
    public int Edges { get; private set; }

    /// <summary>The given end of each query.</summary>
    public ReadOnlySpan<int> Given => Span(_given);

    /// <summary>The relation of each query.</summary>
    public ReadOnlySpan<int> Relations => Span(_relations);

    /// <summary>Where each query's answers start, and where the last one's end, <c>[Count + 1]</c>.</summary>
    public ReadOnlySpan<int> Starts => Span(_starts);

    /// <summary>The rows that answer, query by query.</summary>
    public ReadOnlySpan<int> Answers => Span(_answers);

    /// <summary>How much each answer counts.</summary>
    public ReadOnlySpan<float> Weights => Span(_weights);

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Edges = 0;
        _given.Clear();
        _relations.Clear();
        _answers.Clear();
        _weights.Clear();
        _starts.Clear();
        _starts.Add(0);
    }

    /// <summary>Adds a query.</summary>
    /// <param name="slice">The edges of one bucket; must not change while the batch is used.</param>
    /// <param name="edges">Its edges that ask the same, at least one.</param>
    /// <param name="factors">A factor on the weight of each edge of the slice, or none.</param>
    public void Add(EdgeSlice slice, ReadOnlySpan<int> edges, float[]? factors)
    {
        Edges += edges.Length;
        _given.Add((Asked == Side.Lhs ? slice.Rhs : slice.Lhs)[edges[0]]);
        _relations.Add(slice.Relation[edges[0]]);
        ReadOnlySpan<int> answers = (Asked == Side.Lhs ? slice.Lhs : slice.Rhs).AsSpan();
        float total = 0;
        foreach (int edge in edges)
        {
            float weight = (slice.Weight is { } weights ? weights[edge] : 1f) * (factors is null ? 1f : factors[edge]);
            total += weight;
            if (!_sharesEvenly)
            {
                _answers.Add(answers[edge]);
                _weights.Add(weight);
            }
        }

        if (_sharesEvenly)
        {
            ShareOut(answers, edges, total / edges.Length);
        }

        _starts.Add(_answers.Count);
    }

    private void ShareOut(ReadOnlySpan<int> answers, ReadOnlySpan<int> edges, float weight)
    {
        if (_sorted.Length < edges.Length)
        {
            _sorted = new int[edges.Length * 2];
        }

        Span<int> sorted = _sorted.AsSpan(0, edges.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = answers[edges[i]];
        }

        sorted.Sort();
        int first = _answers.Count;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                _answers.Add(sorted[i]);
            }
        }

        int distinct = _answers.Count - first;
        for (int i = 0; i < distinct; i++)
        {
            _weights.Add(weight / distinct);
        }
    }

    private static ReadOnlySpan<T> Span<T>(List<T> list) => CollectionsMarshal.AsSpan(list);
}

/// <summary>Edges of a slice by the query that they answer: the relation and the end that is given.</summary>
/// <remarks>Built for each bucket; the groups' order is random, so that a pass meets queries in any order.</remarks>
internal sealed class QueryGroups
{
    private readonly int[] _edges;
    private readonly (int Start, int Count)[] _groups;

    /// <summary>Groups edges.</summary>
    /// <param name="slice">The slice; only read.</param>
    /// <param name="indices">Edges of it to group.</param>
    /// <param name="asked">The side that is asked for; the other one is given.</param>
    /// <param name="random">Shuffles the groups.</param>
    /// <param name="most">Edges of a group at most, drawn from those that ask the same; none takes all.</param>
    public QueryGroups(
        EdgeSlice slice, ReadOnlySpan<int> indices, Side asked, RandomStream random, int? most = null)
    {
        Asked = asked;
        ReadOnlySpan<int> given = (asked == Side.Lhs ? slice.Rhs : slice.Lhs).AsSpan();
        ReadOnlySpan<int> relations = slice.Relation.AsSpan();
        _edges = indices.ToArray();
        if (most is not null)
        {
            random.Shuffle(_edges);
        }

        long[] keys = new long[_edges.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)relations[_edges[i]] << 32) | (uint)given[_edges[i]];
        }

        Array.Sort(keys, _edges);
        _groups = Cut(keys, most ?? int.MaxValue);
        int[] order = [.. Enumerable.Range(0, _groups.Length)];
        random.Shuffle(order);
        Array.Sort(order, _groups);
    }

    /// <summary>The side that is asked for.</summary>
    public Side Asked { get; }

    /// <summary>Distinct queries, or more where a group holds so many edges at most.</summary>
    public int Count => _groups.Length;

    /// <summary>The edges of a query.</summary>
    public ReadOnlySpan<int> EdgesOf(int group) => _edges.AsSpan(_groups[group].Start, _groups[group].Count);

    /// <summary>Cuts the queries into consecutive shares of about as many edges each.</summary>
    /// <param name="shares">How many, at least 1.</param>
    /// <returns>The queries of each share, every one in exactly one.</returns>
    public Range[] Share(int shares)
    {
        var cuts = new Range[shares];
        long edges = 0;
        int group = 0;
        for (int share = 0; share < shares; share++)
        {
            int first = group;
            long upTo = (share + 1L) * _edges.Length / shares;
            while (group < _groups.Length && edges < upTo)
            {
                edges += _groups[group++].Count;
            }

            cuts[share] = first..group;
        }

        return cuts;
    }

    private static (int Start, int Count)[] Cut(ReadOnlySpan<long> keys, int most)
    {
        List<(int Start, int Count)> groups = [];
        for (int start = 0, end; start < keys.Length; start = end)
        {
            int rest = keys[start..].IndexOfAnyExcept(keys[start]);
            end = start + Math.Min(most, rest < 0 ? keys.Length - start : rest);
            groups.Add((start, end - start));
        }

        return [.. groups];
    }
}

/// <summary>Hands out one thread's queries of one side, batch by batch.</summary>
/// <param name="slice">The slice; only read.</param>
/// <param name="groups">Its queries.</param>
/// <param name="share">Those of the thread.</param>
/// <param name="settings">How many edges a batch has, and how answers count.</param>
/// <param name="factors">A factor on the weight of each edge of the slice, or none.</param>
internal sealed class QueryFeed(
    EdgeSlice slice, QueryGroups groups, Range share, RunSettings settings, float[]? factors)
{
    private readonly int _end = share.End.Value;
    private int _next = share.Start.Value;

    /// <summary>The batch, valid until the next call of <see cref="Next"/>.</summary>
    public QueryBatch Batch { get; } = new(groups.Asked, settings.KnownLabels);

    /// <summary>Fills the batch with the next queries, until they stand for enough edges.</summary>
    /// <returns>Whether there were any left; if not, the batch is empty.</returns>
    public bool Next()
    {
        Batch.Clear();
        while (_next < _end && Batch.Edges < settings.BatchSize)
        {
            Batch.Add(slice, groups.EdgesOf(_next++), factors);
        }

        return Batch.Count > 0;
    }
}
