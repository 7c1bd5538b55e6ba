using System.Diagnostics;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Profiling;

/// <summary>Steps on batches of edges.</summary>
internal sealed class EdgeStepping : IStepping
{
    private readonly ModelPlan _plan;
    private readonly BatchTrainer _trainer;
    private readonly EdgeSlice _edges;
    private readonly NegativeCounts _counts;
    private readonly UniformDraws _draws = new(1, 1);
    private readonly int[] _indices;

    public EdgeStepping(ModelPlan plan, SharedModel model, BucketTables tables, EdgeSlice edges)
    {
        _plan = plan;
        _edges = edges;
        _counts = NegativeCounts.ForTraining(plan.Settings);
        _trainer = new BatchTrainer(plan, model);
        _trainer.Bind(tables);
        _indices = [.. Enumerable.Range(0, edges.Count)];
        _draws.Shuffle(_indices);
        Candidates = _indices.Length == 0 ? 0 : _indices.Average(edge => CandidatesOf(edge, tables));
    }

    /// <inheritdoc/>
    public StageTimes? Times
    {
        get => _trainer.Times;
        set => _trainer.Times = value;
    }

    /// <inheritdoc/>
    public double Candidates { get; }

    /// <inheritdoc/>
    public long Run(TimeSpan duration, CancellationToken stop)
    {
        NegativeDraw draw = _draws.Fill;
        Func<long, long> pick = _draws.Pick;
        float lr = (float)_plan.Settings.Lr;
        long start = Stopwatch.GetTimestamp();
        long trained = 0;
        while (_edges.Count > 0 && Stopwatch.GetElapsedTime(start) < duration)
        {
            BatchFiller filler = new(_plan, _edges, _indices, _plan.Settings.BatchSize);
            Times?.Begin();
            while (filler.Next(pick) is { } batch && Stopwatch.GetElapsedTime(start) < duration)
            {
                stop.ThrowIfCancellationRequested();
                trained += batch.Count;
                _trainer.Train(batch, _counts, draw, lr, lr);
            }
        }

        return trained;
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();

    private double CandidatesOf(int edge, BucketTables tables)
    {
        RelationType relation = _plan.Relations[_plan.IsDynamic ? 0 : _edges.Relation[edge]];
        return relation.AllNegs
            ? (tables.TableOf(relation.Lhs, Side.Lhs).RowCount + tables.TableOf(relation.Rhs, Side.Rhs).RowCount) / 2.0
            : _counts.Batch + _counts.Uniform;
    }
}
