using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>One thread's optimiser step on queries against every entity, each scored once for all its edges.</summary>
/// <remarks>
/// The same objective as <see cref="BatchTrainer"/> has with <c>all_negs</c> and softmax, with an edge's two directions
/// in whichever step their queries come. Not thread-safe; its tables and parameters are shared (HOGWILD).
/// </remarks>
internal sealed class QueryTrainer : IDisposable
{
    private const long BlockScores = 1 << 24;
    private const int BlockRowsAtMost = 512;
    private const int BlockRowsAtLeast = 16;

    private readonly RelationType _relation;
    private readonly CubicRegularizer? _regularizer;
    private readonly QueryBlock _block;
    private readonly QuerySoftmax _softmax;

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">Types and the one relation type, a dynamic one.</param>
    /// <param name="model">Shared parameters.</param>
    public QueryTrainer(ModelPlan plan, SharedModel model)
    {
        ScoreRule rule = ScoreRule.ForTraining(plan.Settings);
        _relation = plan.Relations[0];
        _regularizer = CubicRegularizer.From(plan.Settings);
        _block = new QueryBlock(rule);
        _softmax = new QuerySoftmax(rule);
        Gradients = new GradientSet(plan, model);
    }

    /// <summary>The gradients summed since the last step.</summary>
    public GradientSet Gradients { get; }

    /// <summary>Takes the time of every stage; none in a run.</summary>
    public StageTimes? Times
    {
        get => _softmax.Times;
        set => _softmax.Times = value;
    }

    /// <summary>Turns to another bucket.</summary>
    public void Bind(BucketTables tables) => Gradients.Bind(tables);

    /// <summary>Takes one step on queries of both sides.</summary>
    /// <param name="lhs">Queries for left-hand entities; may be empty.</param>
    /// <param name="rhs">Queries for right-hand entities; may be empty.</param>
    /// <param name="lr">Learning rate of embeddings.</param>
    /// <param name="relationLr">Learning rate of shared parameters.</param>
    /// <returns>Sums; edges are counted by their right-hand queries.</returns>
    public BatchStatistics Train(QueryBatch lhs, QueryBatch rhs, float lr, float relationLr)
    {
        Times?.End(TrainingStage.Batch);
        BatchStatistics statistics = Accumulate(rhs) + Accumulate(lhs);
        Gradients.Apply(lr, relationLr);
        Times?.End(TrainingStage.Rows);
        return statistics;
    }

    /// <summary>Adds the gradients of one side's queries to <see cref="Gradients"/>.</summary>
    public BatchStatistics Accumulate(QueryBatch batch)
    {
        RelationPaths paths = Gradients.PathsOf(_relation);
        RowPath candidates = batch.Asked == Side.Lhs ? paths.Lhs : paths.Rhs;
        RowPath? queries = batch.Asked == Side.Lhs ? paths.RhsQuery : paths.LhsQuery;
        long fitting = BlockScores / Math.Max(1, candidates.Table.RowCount);
        int blockRows = (int)Math.Clamp(fitting, BlockRowsAtLeast, BlockRowsAtMost);
        BatchStatistics total = new(batch.Asked == Side.Rhs ? batch.Edges : 0, 0, 0, 0, 0);
        for (int start = 0; start < batch.Count; start += blockRows)
        {
            _block.Encode(batch, start, Math.Min(blockRows, batch.Count - start), paths);
            QueryBlockGradients gradients = _block.BeginGradients();
            Times?.End(TrainingStage.Encode);
            TileLoss loss = _softmax.Score(_block, batch, candidates, _relation.Weight);
            _softmax.Backward(gradients, batch, candidates, _relation.Weight);
            double penalty = _regularizer?.Apply(gradients, queries) ?? 0;
            gradients.Backward();
            Times?.End(TrainingStage.Rows);
            total += batch.Asked == Side.Lhs
                ? new BatchStatistics(0, loss.Loss, penalty, loss.Violators, 0)
                : new BatchStatistics(0, loss.Loss, penalty, 0, loss.Violators);
        }

        return total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _block.Dispose();
        _softmax.Dispose();
        Gradients.Dispose();
    }
}

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
        _positives.Score(_answerScores, _aligned.Select(_queries!, RowOfAnswer), _targets!);
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
