using BigGraphActors.Engine.Steps;


namespace BigGraphActors.Engine.Evaluation;

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
