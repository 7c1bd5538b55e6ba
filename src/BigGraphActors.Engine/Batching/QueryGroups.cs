using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

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
    /// <param name="draws">Shuffles the groups.</param>
    /// <param name="most">Edges of a group at most, drawn from those that ask the same; none takes all.</param>
    public QueryGroups(
        EdgeSlice slice, ReadOnlySpan<int> indices, Side asked, UniformDraws draws, int? most = null)
    {
        Asked = asked;
        ReadOnlySpan<int> given = (asked == Side.Lhs ? slice.Rhs : slice.Lhs).AsSpan();
        ReadOnlySpan<int> relations = slice.Relation.AsSpan();
        _edges = indices.ToArray();
        if (most is not null)
        {
            draws.Shuffle(_edges);
        }

        long[] keys = new long[_edges.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)relations[_edges[i]] << 32) | (uint)given[_edges[i]];
        }

        Array.Sort(keys, _edges);
        _groups = Cut(keys, most ?? int.MaxValue);
        int[] order = [.. Enumerable.Range(0, _groups.Length)];
        draws.Shuffle(order);
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
