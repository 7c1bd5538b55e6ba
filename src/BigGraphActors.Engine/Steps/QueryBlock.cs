using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>The vectors of some of a batch's queries, and of their answers.</summary>
/// <remarks>Scratch of one thread. Only for dynamic relations: candidates have no operator, queries have.</remarks>
internal sealed class QueryBlock(ScoreRule rule) : IDisposable
{
    private readonly EncodedRows _aligned = new(rule);
    private readonly ScoreTile _answerScores = new(rule);
    private int[] _rowOfAnswer = [];

    /// <summary>The given ends as they are stored.</summary>
    public EncodedRows Given { get; } = new(rule);

    /// <summary>The given ends with their operator.</summary>
    public EncodedRows Queries { get; } = new(rule);

    /// <summary>The answers, one row for each.</summary>
    public EncodedRows Targets { get; } = new(rule);

    /// <summary>Queries of the block.</summary>
    public int Rows { get; private set; }

    /// <summary>First answer of the block in its batch.</summary>
    public int FirstAnswer { get; private set; }

    /// <summary>Answers of the block.</summary>
    public int Answers { get; private set; }

    /// <summary>The query of each answer.</summary>
    public ReadOnlySpan<int> RowOfAnswer => _rowOfAnswer.AsSpan(0, Answers);

    /// <summary>The scores of the answers, as positives of a tile without columns.</summary>
    public ScoreTile AnswerScores => _answerScores;

    /// <summary>Looks up and transforms the vectors and scores the answers.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="start">First query of the block.</param>
    /// <param name="rows">Queries of the block.</param>
    /// <param name="paths">How ids become vectors.</param>
    public void Encode(QueryBatch batch, int start, int rows, RelationPaths paths)
    {
        Rows = rows;
        FirstAnswer = batch.Starts[start];
        Answers = batch.Starts[start + rows] - FirstAnswer;
        (RowPath given, RowPath query, RowPath target) = batch.Asked == Side.Rhs
            ? (paths.Lhs, paths.LhsQuery ?? paths.Lhs, paths.Rhs)
            : (paths.Rhs, paths.RhsQuery ?? paths.Rhs, paths.Lhs);
        ReadOnlySpan<int> ids = batch.Given.Slice(start, rows);
        ids.CopyTo(Given.PrepareIds(rows));
        Given.Encode(given, rows, [0]);
        ids.CopyTo(Queries.PrepareIds(rows));
        Queries.Encode(query, rows, batch.Relations.Slice(start, rows), Given);
        batch.Answers.Slice(FirstAnswer, Answers).CopyTo(Targets.PrepareIds(Answers));
        Targets.Encode(target, Answers, [0]);
        ScoreAnswers(batch, start);
    }

    /// <summary>Makes room for the gradients of what was encoded.</summary>
    public void BeginGradients()
    {
        Given.BeginGradients(Rows);
        Queries.BeginGradients(Rows);
        Targets.BeginGradients(Answers);
    }

    /// <summary>Carries the gradients of queries and answers back to the tables and parameters.</summary>
    public void Backward()
    {
        Given.CarryBack();
        Queries.CarryBack();
        Given.TakeOver(Queries);
        Given.HandIn(null);
        Targets.CarryBack();
        Targets.HandIn(null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aligned.Dispose();
        _answerScores.Dispose();
        Given.Dispose();
        Queries.Dispose();
        Targets.Dispose();
    }

    private void ScoreAnswers(QueryBatch batch, int start)
    {
        if (_rowOfAnswer.Length < Answers)
        {
            _rowOfAnswer = new int[Answers * 2];
        }

        for (int row = 0; row < Rows; row++)
        {
            int from = batch.Starts[start + row] - FirstAnswer;
            int to = batch.Starts[start + row + 1] - FirstAnswer;
            _rowOfAnswer.AsSpan(from, to - from).Fill(row);
        }

        _aligned.TakeRows(Queries, RowOfAnswer);
        _answerScores.Reset(Answers, 0);
        _answerScores.ScorePositives(_aligned, Targets);
    }
}
