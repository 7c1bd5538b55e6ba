using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Negatives;

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

/// <summary>Masks every candidate of a tile that forms a known edge with its query.</summary>
/// <remarks>
/// Whichever is shorter is walked: a query's known answers, each looked up among the candidates, or the candidates,
/// each searched in the answers. Scratch of one thread.
/// </remarks>
internal sealed class KnownMask
{
    /// <summary>A search in the answers costs about as much as this many look-ups.</summary>
    private const int SearchCost = 4;

    /// <summary>Stands for a column without a candidate: no answer is below 0.</summary>
    private const int NoEntity = -1;

    private readonly RowSlots _slots = new();
    private int[] _firstColumn = [];
    private int[] _nextColumn = [];
    private int[] _candidates = [];

    /// <summary>Masks a sampled tile.</summary>
    /// <param name="tile">The scores; those of known answers are overwritten.</param>
    /// <param name="known">Known edges.</param>
    /// <param name="queries">Whose rows the tile has.</param>
    /// <param name="scheme">Whether queries' own entities are the candidates of the first columns, and of how many
    /// queries.</param>
    /// <param name="draws">Candidates of the columns behind them, the same for all queries.</param>
    public void Mask(
        ScoreTile tile, KnownEdges known, QueryRows queries, NegativeScheme scheme, ReadOnlySpan<int> draws)
    {
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        int window = sharesBatch ? scheme.WindowRows : tile.Rows;
        ReadOnlySpan<int> targets = queries.Targets(tile.Rows);
        for (int first = 0; first < tile.Rows; first += window)
        {
            int rows = Math.Min(window, tile.Rows - first);
            int own = sharesBatch ? rows : 0;
            int columns = Index(targets.Slice(first, own), scheme.HasWindows ? window : own, draws);
            for (int row = first; row < first + rows; row++)
            {
                MaskRow(queries.AnswersIn(known, row), tile.Scores.Slice(row * tile.Stride, columns));
            }
        }
    }

    /// <summary>Masks a tile whose columns are the rows of a partition.</summary>
    public static void MaskAll(ScoreTile tile, KnownEdges known, QueryRows queries)
    {
        for (int row = 0; row < tile.Rows; row++)
        {
            foreach (int answer in queries.AnswersIn(known, row))
            {
                tile.Scores[(row * tile.Stride) + answer] = ScoreRule.Masked;
            }
        }
    }

    private void MaskRow(ReadOnlySpan<int> answers, Span<float> scores)
    {
        if (answers.Length <= SearchCost * scores.Length)
        {
            MaskAnswers(answers, scores);
            return;
        }

        for (int column = 0; column < scores.Length; column++)
        {
            if (answers.BinarySearch(_candidates[column]) >= 0)
            {
                scores[column] = ScoreRule.Masked;
            }
        }
    }

    /// <summary>Chains the columns of each entity, since draws repeat.</summary>
    /// <param name="own">Candidates of the first columns.</param>
    /// <param name="room">Columns kept for them; a last window fills but a part.</param>
    /// <param name="draws">Candidates of the columns behind.</param>
    /// <returns>Number of columns that were chained.</returns>
    private int Index(ReadOnlySpan<int> own, int room, ReadOnlySpan<int> draws)
    {
        int columns = room + draws.Length;
        if (_nextColumn.Length < columns)
        {
            _nextColumn = new int[columns];
            _firstColumn = new int[columns];
            _candidates = new int[columns];
        }

        own.CopyTo(_candidates);
        _candidates.AsSpan(own.Length, room - own.Length).Fill(NoEntity);
        draws.CopyTo(_candidates.AsSpan(room));
        _slots.Clear();
        for (int column = 0; column < columns; column++)
        {
            int slot = _slots.Find(_candidates[column], out bool isNew);
            _nextColumn[column] = isNew ? -1 : _firstColumn[slot];
            _firstColumn[slot] = column;
        }

        return columns;
    }

    private void MaskAnswers(ReadOnlySpan<int> answers, Span<float> scores)
    {
        foreach (int answer in answers)
        {
            int column = _slots.TryFind(answer) is { } slot ? _firstColumn[slot] : -1;
            for (; column >= 0; column = _nextColumn[column])
            {
                scores[column] = ScoreRule.Masked;
            }
        }
    }
}

/// <summary>The queries of a tile: the edges of one block, with one side asked for.</summary>
/// <param name="corrupted">The side asked for.</param>
/// <param name="batch">The edges that the queries belong to.</param>
/// <param name="start">First edge of the block.</param>
/// <param name="isDynamic">Whether each edge has a relation of its own.</param>
internal readonly struct QueryRows(Side corrupted, EdgeBatch batch, int start, bool isDynamic)
{
    /// <summary>The side asked for.</summary>
    public Side Corrupted => corrupted;

    /// <summary>What is known to answer a query, in ascending order, repetitions included.</summary>
    /// <param name="known">Known edges, this one among them.</param>
    /// <param name="row">Row of the tile.</param>
    public ReadOnlySpan<int> AnswersIn(KnownEdges known, int row)
    {
        int edge = start + row;
        int relation = isDynamic ? batch.Relations[edge] : batch.RelationType;
        int given = corrupted == Side.Lhs ? batch.Rhs[edge] : batch.Lhs[edge];
        return known.AnswersOf(corrupted, relation, given);
    }

    /// <summary>The entities asked for, from the edges themselves.</summary>
    public ReadOnlySpan<int> Targets(int rows) =>
        (corrupted == Side.Lhs ? batch.Lhs : batch.Rhs).Slice(start, rows);
}
