using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

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
    {
        _lhs = Index(edges, edge => Key(edge.Relation, edge.Rhs), edge => edge.Lhs, _byRhs);
        _rhs = Index(edges, edge => Key(edge.Relation, edge.Lhs), edge => edge.Rhs, _byLhs);
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
        IReadOnlyCollection<KnownEdge> edges,
        Func<KnownEdge, long> keyOf,
        Func<KnownEdge, int> answerOf,
        Dictionary<long, (int Start, int Count)> ranges)
    {
        (long Key, int Answer)[] pairs = [.. edges.Select(edge => (keyOf(edge), answerOf(edge)))];
        Array.Sort(pairs);
        int[] answers = new int[pairs.Length];
        int start = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            answers[i] = pairs[i].Answer;
            if (i + 1 == pairs.Length || pairs[i + 1].Key != pairs[i].Key)
            {
                ranges.Add(pairs[i].Key, (start, i + 1 - start));
                start = i + 1;
            }
        }

        return answers;
    }
}

/// <summary>An edge known to be true.</summary>
internal readonly record struct KnownEdge(int Lhs, int Relation, int Rhs);
