using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>The vectors of some of a batch's queries, and of their answers.</summary>
/// <remarks>Scratch of one thread. Only for dynamic relations: candidates have no operator, queries have.</remarks>
internal sealed class QueryBlock(ScoreRule rule) : IDisposable
{
    private readonly EmbeddingLookup _givenLookup = new(rule);
    private readonly EmbeddingLookup _queryLookup = new(rule);
    private readonly EmbeddingLookup _targetLookup = new(rule);
    private readonly EmbeddingLookup _aligned = new(rule);
    private readonly PositiveScorer _positives = new(rule);
    private readonly ScoreTile _answerScores = new(rule);
    private EmbeddingBatch? _given;
    private EmbeddingBatch? _queries;
    private EmbeddingBatch? _targets;
    private int[] _rowOfAnswer = [];

    /// <summary>The given ends with their operator.</summary>
    public EmbeddingBatch Queries => _queries!;

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
    /// <param name="batch">The queries and their answers.</param>
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
        ids.CopyTo(_givenLookup.PrepareIds(rows));
        _given = _givenLookup.Encode(given, rows, [0]);
        ids.CopyTo(_queryLookup.PrepareIds(rows));
        _queries = _queryLookup.Encode(query, rows, batch.Relations.Slice(start, rows), _given);
        batch.Answers.Slice(FirstAnswer, Answers).CopyTo(_targetLookup.PrepareIds(Answers));
        _targets = _targetLookup.Encode(target, Answers, [0]);
        ScoreAnswers(batch, start);
    }

    /// <summary>Makes room for the gradients of what was encoded.</summary>
    public QueryBlockGradients BeginGradients() => new(
        this, _given!.BeginGradients(Rows), _queries!.BeginGradients(Rows), _targets!.BeginGradients(Answers));

    /// <inheritdoc/>
    public void Dispose()
    {
        _aligned.Dispose();
        _answerScores.Dispose();
        _givenLookup.Dispose();
        _queryLookup.Dispose();
        _targetLookup.Dispose();
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

        _answerScores.Reset(Answers, 0);
        _positives.Score(_answerScores, _aligned.Take(_queries!, RowOfAnswer), _targets!);
    }
}

/// <summary>The gradients of a block of queries, which <see cref="QueryBlock.BeginGradients"/> gives.</summary>
/// <param name="Block">The block that the gradients belong to.</param>
/// <param name="Given">Of the given ends as they are stored.</param>
/// <param name="Queries">Of the given ends with their operator.</param>
/// <param name="Targets">Of the answers, one row for each.</param>
internal readonly record struct QueryBlockGradients(
    QueryBlock Block, EmbeddingGradients Given, EmbeddingGradients Queries, EmbeddingGradients Targets)
{
    /// <summary>Takes the gradients of queries and answers back to the tables and parameters.</summary>
    public void Backward()
    {
        InputGradients given = Given.Backward();
        given.Add(Queries.Backward());
        given.AddToTable(null);
        Targets.Backward().AddToTable(null);
    }
}
