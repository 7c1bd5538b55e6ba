using System.Runtime.InteropServices;
using BigGraphActors.Schema.Graph;
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
