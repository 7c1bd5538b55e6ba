using System.Diagnostics;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Profiling;

/// <summary>Steps on queries with all their edges.</summary>
internal sealed class QueryStepping : IStepping
{
    private readonly ModelPlan _plan;
    private readonly QueryTrainer _trainer;
    private readonly EdgeSlice _edges;
    private readonly QueryGroups _lhs;
    private readonly QueryGroups _rhs;

    public QueryStepping(ModelPlan plan, SharedModel model, BucketTables tables, EdgeSlice edges)
    {
        _plan = plan;
        _edges = edges;
        _trainer = new QueryTrainer(plan, model);
        _trainer.Bind(tables);
        UniformDraws draws = new(1, 1);
        int[] indices = [.. Enumerable.Range(0, edges.Count)];
        _lhs = new QueryGroups(edges, indices, Side.Lhs, draws, plan.Settings.GroupLimit);
        _rhs = new QueryGroups(edges, indices, Side.Rhs, draws, plan.Settings.GroupLimit);
        RelationType relation = plan.Relations[0];
        double scores = ((double)_lhs.Count * tables.TableOf(relation.Lhs, Side.Lhs).RowCount)
            + ((double)_rhs.Count * tables.TableOf(relation.Rhs, Side.Rhs).RowCount);
        Candidates = scores / Math.Max(1, 2 * edges.Count);
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
        float lr = (float)_plan.Settings.Lr;
        long start = Stopwatch.GetTimestamp();
        long trained = 0;
        while (_edges.Count > 0 && Stopwatch.GetElapsedTime(start) < duration)
        {
            QueryFeed lhs = new(_edges, _lhs, 0.._lhs.Count, _plan.Settings, factors: null);
            QueryFeed rhs = new(_edges, _rhs, 0.._rhs.Count, _plan.Settings, factors: null);
            Times?.Begin();
            while ((lhs.Next() | rhs.Next()) && Stopwatch.GetElapsedTime(start) < duration)
            {
                stop.ThrowIfCancellationRequested();
                trained += _trainer.Train(lhs.Batch, rhs.Batch, lr, lr).Count;
            }
        }

        return trained;
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();
}
