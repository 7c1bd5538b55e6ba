using System.Diagnostics;
using System.Globalization;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>
/// Ranks the edges of a run's edge paths by its checkpoint: PBG's <c>torchbiggraph_eval</c>, and filtered.
/// </summary>
public static class CheckpointEvaluation
{
    /// <summary>Ranks the edges of the settings by the committed version.</summary>
    /// <param name="settings">Validated settings; <c>edge_paths</c> are what is evaluated.</param>
    /// <param name="request">Candidates, filter and detail.</param>
    /// <param name="observer">Is told how far it is, from any thread; may be none.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="CheckpointMismatchException">When there is no checkpoint, or it does not fit.</exception>
    public static RankingReport Evaluate(
        RunSettings settings,
        EvaluationRequest request,
        Action<EvaluationProgress>? observer,
        CancellationToken stop)
    {
        using EvaluationRun run = new(settings, request, observer ?? (_ => { }));
        return run.Evaluate(stop);
    }
}

/// <summary>One evaluation's parts, put together, and the loop over its buckets.</summary>
internal sealed class EvaluationRun : IDisposable
{
    private readonly RunSettings _settings;
    private readonly EvaluationRequest _request;
    private readonly Action<EvaluationProgress> _observer;
    private readonly ModelPlan _plan;
    private readonly TrainedModel _trained;
    private readonly EdgeDirectory[] _paths;
    private readonly FilterEdges _filter;
    private readonly SliceRanker _ranker;
    private long _done;
    private long _total;
    private long _nextTicks;

    public EvaluationRun(RunSettings settings, EvaluationRequest request, Action<EvaluationProgress> observer)
    {
        _request = request;
        _observer = observer;
        bool all = request.Candidates != CandidateScope.Config;
        _settings = all
            ? settings with { Relations = [.. settings.Relations.Select(relation => relation with { AllNegs = true })] }
            : settings;
        if (request.FilterPaths.Count > 0 && _settings.Relations.Any(relation => !relation.AllNegs))
        {
            throw new InvalidOperationException("a filtered evaluation ranks among all entities: ask for them");
        }

        _plan = PlanReader.Read(_settings);
        _trained = request.Untrained ? TrainedModel.Untrained(_plan) : new TrainedModel(_plan);
        _paths = [.. settings.EdgePaths.Select(path => new EdgeDirectory(path))];
        _filter = new FilterEdges(request.FilterPaths);
        int threads = settings.Workers ?? Environment.ProcessorCount;
        RankingPlan ranking = new(
            NegativeCounts.ForTraining(_settings), settings.BatchSize, threads)
        {
            PerRelation = request.PerRelation,
        };
        _ranker = new SliceRanker(_plan, _trained.Model, ranking) { OnBatch = Advance };
    }

    public RankingReport Evaluate(CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        IReadOnlyList<Bucket> buckets = BucketOrders.Lexicographic(_plan.LhsPartitions, _plan.RhsPartitions);
        _total = _paths.Sum(path => buckets.Sum(path.CountEdges));
        List<BucketRanking> rankings = [];
        for (int path = 0; path < _paths.Length; path++)
        {
            foreach (Bucket bucket in buckets)
            {
                rankings.Add(new BucketRanking(path, bucket, RankBucket(path, bucket, stop)));
            }
        }

        RankingSums total = rankings.Aggregate(new RankingSums(), (sum, bucket) => sum.Add(bucket.Sums));
        return new RankingReport(total, Protocol(), rankings, Relations(), clock.Elapsed)
        {
            Notes = [.. NotesOn(total)],
        };
    }

    private IEnumerable<string> NotesOn(RankingSums total)
    {
        if (total.Count == 0)
        {
            return [$"There is not one edge in {string.Join(", ", _settings.EdgePaths)}, so there are no figures."];
        }

        string? unrivalled = total.Unrivalled == 0 ? null
            : total.Unrivalled >= total.Count
            ? "No edge has a wrong answer that its true one could be ranked among, so there are no ranks."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{total.Unrivalled:0.#} of {total.Count} edges have no wrong answer that their true one could be "
                + $"ranked among; each counts as rank 1.");
        return unrivalled is null ? _trained.Faults : [.. _trained.Faults, unrivalled];
    }

    public void Dispose()
    {
        _trained.Dispose();
    }

    private RankingSums RankBucket(int path, Bucket bucket, CancellationToken stop)
    {
        using EdgeSlice edges = _paths[path].Read(bucket);
        if (edges.Count == 0)
        {
            return new RankingSums();
        }

        bool keepAll = _request.Candidates == CandidateScope.All;
        BucketTables tables = _trained.Load(bucket, keepAll);
        EdgeRangeCheck.Check(edges, _plan, tables);
        bool hasSpace = keepAll || _request.FilterPaths.Count > 0;
        CandidateSpace? space = hasSpace ? SpaceOf(bucket, tables, keepAll) : null;
        int[] indices = [.. Enumerable.Range(0, edges.Count)];
        long index = ((long)path * _plan.BucketCount) + (bucket.Lhs * _plan.RhsPartitions) + bucket.Rhs;
        BucketStreams streams = new((ulong)(_settings.Seed ?? 0), index);
        return _ranker.Rank(tables, edges, indices, space, streams, stop);
    }

    private CandidateSpace SpaceOf(Bucket bucket, BucketTables tables, bool keepAll) => new(_plan, (relation, side) =>
    {
        EntityType type = side == Side.Lhs ? relation.Lhs : relation.Rhs;
        int own = ModelPlan.PartitionOf(type, bucket, side);
        IEnumerable<int> parts = keepAll ? Enumerable.Range(0, type.Partitions) : [own];
        return parts.Select(part => new CandidatePart(
            part == own ? tables.TableOf(type, side) : _trained.TableOf(new PartitionId(type.Name, part)),
            0,
            part == own,
            KnownOf(relation, bucket, side, part)));
    });

    /// <summary>Known edges of every bucket that can hold one between the given end and a candidate.</summary>
    private List<KnownEdges> KnownOf(RelationType relation, Bucket bucket, Side side, int part)
    {
        // Edges of an unpartitioned type may lie in any bucket of its side.
        Range(relation.Lhs, side == Side.Lhs ? part : bucket.Lhs, _plan.LhsPartitions, out int lhs, out int lhsEnd);
        Range(relation.Rhs, side == Side.Rhs ? part : bucket.Rhs, _plan.RhsPartitions, out int rhs, out int rhsEnd);
        List<KnownEdges> known = [];
        for (int left = lhs; left < lhsEnd && _request.FilterPaths.Count > 0; left++)
        {
            for (int right = rhs; right < rhsEnd; right++)
            {
                known.Add(_filter.Of(new Bucket(left, right)));
            }
        }

        return known;

        static void Range(EntityType type, int part, int partitions, out int start, out int end) =>
            (start, end) = type.Partitions == 1 ? (0, partitions) : (part, part + 1);
    }

    private void Advance(int edges)
    {
        long done = Interlocked.Add(ref _done, edges);
        long due = Volatile.Read(ref _nextTicks);
        long now = Stopwatch.GetTimestamp();
        if (now >= due && Interlocked.CompareExchange(ref _nextTicks, now + (Stopwatch.Frequency / 5), due) == due)
        {
            _observer(new EvaluationProgress(done, _total));
        }
    }

    private EvaluationProtocol Protocol()
    {
        string candidates = _request.Candidates switch
        {
            CandidateScope.All => "all entities of the type",
            CandidateScope.Partition => "all entities of the partition",
            _ when _settings.Relations.All(relation => relation.AllNegs) => "all entities of the partition",
            _ => $"{_settings.NumBatchNegs} batch and {_settings.NumUniformNegs} uniform negatives, as configured",
        };
        string sides = (_settings.DisableLhsNegs, _settings.DisableRhsNegs) switch
        {
            (true, _) => "right-hand side only",
            (_, true) => "left-hand side only",
            _ => "mean of both sides",
        };
        return new EvaluationProtocol(
            _request.FilterPaths.Count > 0,
            candidates,
            "against the positive (pessimistic), realistic beside",
            sides,
            _settings.EdgePaths,
            _request.FilterPaths,
            _trained.Version,
            _request.Untrained);
    }

    private List<RelationRanking> Relations()
    {
        if (!_request.PerRelation)
        {
            return [];
        }

        IReadOnlyList<string> names = _plan.IsDynamic
            ? new EntityDirectory(_settings.EntityPath).ReadRelationNames()
            : [.. _plan.Relations.Select(relation => relation.Name)];
        return [.. _ranker.PerRelation.Select(pair => new RelationRanking(names[pair.Key], pair.Value))];
    }
}

/// <summary>The known edges of all filter paths, a bucket at a time, each bucket read once.</summary>
internal sealed class FilterEdges(IReadOnlyList<string> paths)
{
    private readonly EdgeDirectory[] _paths = [.. paths.Select(path => new EdgeDirectory(path))];
    private readonly Dictionary<Bucket, KnownEdges> _buckets = [];

    /// <summary>The known edges of a bucket.</summary>
    public KnownEdges Of(Bucket bucket)
    {
        if (!_buckets.TryGetValue(bucket, out KnownEdges? known))
        {
            known = Read(bucket);
            _buckets.Add(bucket, known);
        }

        return known;
    }

    private KnownEdges Read(Bucket bucket)
    {
        List<KnownEdge> edges = [];
        foreach (EdgeDirectory path in _paths)
        {
            using EdgeSlice slice = path.Read(bucket);
            for (int edge = 0; edge < slice.Count; edge++)
            {
                edges.Add(new KnownEdge(slice.Lhs[edge], slice.Relation[edge], slice.Rhs[edge]));
            }
        }

        return new KnownEdges(edges);
    }
}
