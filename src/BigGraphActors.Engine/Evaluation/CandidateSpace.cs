using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>Which entities an edge's ends are ranked among.</summary>
/// <remarks>PBG ranks among the partition of the bucket only. Immutable; read by all threads.</remarks>
internal sealed class CandidateSpace
{
    private readonly Dictionary<(int Relation, Side Side), CandidatePart[]> _parts = [];

    /// <summary>Lays the parts of every relation's sides out in columns.</summary>
    /// <param name="plan">The relations.</param>
    /// <param name="partsOf">The partitions of a relation's type on a side; their columns are set here.</param>
    public CandidateSpace(ModelPlan plan, Func<RelationType, Side, IEnumerable<CandidatePart>> partsOf)
    {
        foreach (RelationType relation in plan.Relations)
        {
            _parts[(relation.Index, Side.Lhs)] = LayOut(partsOf(relation, Side.Lhs));
            _parts[(relation.Index, Side.Rhs)] = LayOut(partsOf(relation, Side.Rhs));
        }
    }

    /// <summary>The partitions on a side, in the order of their columns.</summary>
    public IReadOnlyList<CandidatePart> PartsOf(RelationType relation, Side side) => _parts[(relation.Index, side)];

    /// <summary>Candidates on a side.</summary>
    public int CountOf(RelationType relation, Side side)
    {
        CandidatePart last = _parts[(relation.Index, side)][^1];
        return checked(last.Column + (int)last.Table.RowCount);
    }

    private static CandidatePart[] LayOut(IEnumerable<CandidatePart> parts)
    {
        List<CandidatePart> laidOut = [];
        int column = 0;
        foreach (CandidatePart part in parts)
        {
            laidOut.Add(part with { Column = column });
            column = checked(column + (int)part.Table.RowCount);
        }

        return [.. laidOut];
    }
}

/// <summary>One partition's entities among the candidates.</summary>
/// <param name="Table">The table of that partition.</param>
/// <param name="Column">Column of the tile that its first row has.</param>
/// <param name="IsOwn">Whether the positives lie in it.</param>
/// <param name="Known">Known edges with an end in it, bucket by bucket; empty for a raw evaluation.</param>
internal sealed record CandidatePart(EmbeddingTable Table, int Column, bool IsOwn, IReadOnlyList<KnownEdges> Known);

/// <summary>The known answers to a block's questions, handed out panel by panel.</summary>
/// <remarks>Scratch of one thread; it grows to the most answers of a block and is kept.</remarks>
internal sealed class KnownRuns
{
    private readonly List<Run> _runs = [];
    private int[] _answers = new int[1024];
    private int _count;

    /// <summary>Forgets all answers.</summary>
    public void Clear()
    {
        _runs.Clear();
        _count = 0;
    }

    /// <summary>Adds answers to a row's question.</summary>
    /// <param name="row">Row of the block.</param>
    /// <param name="answers">Candidates, in ascending order.</param>
    public void Add(int row, ReadOnlySpan<int> answers)
    {
        if (answers.IsEmpty)
        {
            return;
        }

        if (_answers.Length < _count + answers.Length)
        {
            Array.Resize(ref _answers, Math.Max(_answers.Length * 2, _count + answers.Length));
        }

        answers.CopyTo(_answers.AsSpan(_count));
        _runs.Add(new Run { Row = row, Next = _count, End = _count + answers.Length });
        _count += answers.Length;
    }

    /// <summary>Masks the answers among the next candidates; panels must come in ascending order.</summary>
    /// <param name="tile">Scores of the panel, from its column 0 on.</param>
    /// <param name="start">The panel's first candidate.</param>
    public void Mask(ScoreTile tile, int start)
    {
        int end = start + tile.Columns;
        Span<float> scores = tile.Scores;
        foreach (ref Run run in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_runs))
        {
            int first = (run.Row * tile.Stride) - start;
            for (; run.Next < run.End && _answers[run.Next] < end; run.Next++)
            {
                scores[first + _answers[run.Next]] = ScoreRule.Masked;
            }
        }
    }

    private struct Run
    {
        public int Row;
        public int Next;
        public int End;
    }
}
