using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Batching;

/// <summary>The edges of one bucket that are known to be true, by relation and one end.</summary>
/// <remarks>
/// Filtered evaluation leaves known answers other than the asked one out of the candidates (Bordes et al., 2013).
/// Immutable once built; read by all threads.
/// </remarks>
internal sealed class KnownEdges
{
    private readonly Dictionary<long, (int Start, int Count)> _byRhs = [];
    private readonly Dictionary<long, (int Start, int Count)> _byLhs = [];
    private readonly int[] _lhs;
    private readonly int[] _rhs;

    /// <summary>Indexes edges.</summary>
    /// <param name="edges">Known edges, repetitions allowed; relation numbers and rows below 2^31.</param>
    public KnownEdges(IReadOnlyCollection<KnownEdge> edges)
        : this(
            [.. edges.Select(edge => edge.Lhs)],
            [.. edges.Select(edge => edge.Relation)],
            (int[])[.. edges.Select(edge => edge.Rhs)])
    {
    }

    /// <summary>Indexes the edges of a slice.</summary>
    /// <param name="lhs">Left-hand rows.</param>
    /// <param name="relations">Relation numbers, as many.</param>
    /// <param name="rhs">Right-hand rows, as many.</param>
    public KnownEdges(ReadOnlySpan<int> lhs, ReadOnlySpan<int> relations, ReadOnlySpan<int> rhs)
    {
        _lhs = Index(relations, rhs, lhs, _byRhs);
        _rhs = Index(relations, lhs, rhs, _byLhs);
    }

    /// <summary>The known answers to a question, in ascending order.</summary>
    /// <param name="corrupted">The side asked for.</param>
    /// <param name="relation">Relation number.</param>
    /// <param name="given">Row of the other side.</param>
    public ReadOnlySpan<int> AnswersOf(Side corrupted, int relation, int given)
    {
        long key = Key(relation, given);
        return corrupted == Side.Lhs
            ? _byRhs.TryGetValue(key, out (int Start, int Count) left) ? _lhs.AsSpan(left.Start, left.Count) : []
            : _byLhs.TryGetValue(key, out (int Start, int Count) right) ? _rhs.AsSpan(right.Start, right.Count) : [];
    }

    private static long Key(int relation, int row) => ((long)relation << 32) | (uint)row;

    private static int[] Index(
        ReadOnlySpan<int> relations,
        ReadOnlySpan<int> given,
        ReadOnlySpan<int> asked,
        Dictionary<long, (int Start, int Count)> ranges)
    {
        long[] keys = new long[given.Length];
        for (int edge = 0; edge < keys.Length; edge++)
        {
            keys[edge] = Key(relations[edge], given[edge]);
        }

        int[] answers = asked.ToArray();
        Array.Sort(keys, answers);
        int start = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i + 1 == keys.Length || keys[i + 1] != keys[i])
            {
                Array.Sort(answers, start, i + 1 - start);
                ranges.Add(keys[i], (start, i + 1 - start));
                start = i + 1;
            }
        }

        return answers;
    }
}

/// <summary>An edge known to be true.</summary>
internal readonly record struct KnownEdge(int Lhs, int Relation, int Rhs);
