using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Engine.Evaluation;

/// <summary>Ranks and losses against more entities than are scored at a time, beside the formulas written out.</summary>
public sealed class AllEntitiesTests : IDisposable
{
    private const int Nodes = 600;

    private readonly TinyGraph _graph = new(nodes: Nodes);
    private readonly RunSettings _settings;
    private readonly double[][] _vectors;
    private readonly (int Lhs, int Rhs)[] _edges;

    public AllEntitiesTests()
    {
        _settings = _graph.Settings with
        {
            NumEpochs = 3,
            Relations = [.. _graph.Settings.Relations.Select(one => one with { Operator = OperatorKind.None })],
        };
        OneNodeRun.Train(_settings);
        CheckpointDirectory checkpoint = new(_settings.CheckpointPath);
        using EmbeddingTable table = new(Nodes, _settings.Dimension);
        checkpoint.TryReadEmbeddings(new PartitionId("node", 0), checkpoint.ReadVersion(), table);
        _vectors = [.. Enumerable.Range(0, Nodes).Select(row => table.Row(row).ToArray().Select(x => (double)x).ToArray())];
        using EdgeSlice edges = new EdgeDirectory(_settings.EdgePaths[0]).Read(new Bucket(0, 0));
        _edges = [.. Enumerable.Range(0, edges.Count).Select(edge => (edges.Lhs[edge], edges.Rhs[edge]))];
    }

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData(LossKind.Softmax, 0, null)]
    [InlineData(LossKind.Ranking, 0, null)]
    [InlineData(LossKind.Logistic, 0, null)]
    [InlineData(LossKind.Logistic, 3, null)]
    [InlineData(LossKind.Logistic, 0, 0.7)]
    [InlineData(LossKind.Logistic, 3, 0.7)]
    public void Every_loss_gives_the_same_ranks_and_its_own_value(LossKind loss, double margin, double? temperature)
    {
        RunSettings settings = _settings with
        {
            LossFn = loss,
            LogisticMargin = margin,
            NegativeTemperature = temperature,
        };

        RankingReport report = CheckpointEvaluation.Evaluate(
            settings, new EvaluationRequest { Candidates = CandidateScope.All }, null, CancellationToken.None);

        double expected = 0;
        double reciprocal = 0;
        foreach ((int lhs, int rhs) in _edges)
        {
            foreach ((int given, int answer) in ((int, int)[])[(lhs, rhs), (rhs, lhs)])
            {
                double positive = Score(given, answer);
                double[] negatives =
                [
                    .. Enumerable.Range(0, Nodes).Where(other => other != answer).Select(other => Score(given, other)),
                ];
                expected += LossOf(settings, positive, negatives);

                // Close scores may change places between double and single precision.
                reciprocal += 0.5 / (1 + negatives.Count(score => score > positive));
            }
        }

        Assert.Equal(expected / _edges.Length, report.Loss, 1e-4 * expected / _edges.Length);
        Assert.Equal(reciprocal / _edges.Length, report.Pessimistic.Reciprocal, 1e-3);
        Assert.InRange(reciprocal / _edges.Length, 0.01, 0.9);
    }

    private double Score(int left, int right) => _vectors[left].Zip(_vectors[right], (x, y) => x * y).Sum();

    private static double LossOf(RunSettings settings, double positive, double[] negatives)
    {
        double margin = settings.LogisticMargin;
        if (settings.NegativeTemperature is { } temperature)
        {
            double sum = negatives.Sum(score => Math.Exp(temperature * score));
            return Softplus(-positive - margin)
                + negatives.Sum(score => Math.Exp(temperature * score) / sum * Softplus(score + margin));
        }

        // PBG divides by the number of columns, the edge's own among them.
        return settings.LossFn switch
        {
            LossKind.Softmax => Math.Log(Math.Exp(positive) + negatives.Sum(Math.Exp)) - positive,
            LossKind.Ranking => negatives.Sum(score => Math.Max(0, settings.Margin - positive + score)),
            _ => Softplus(-positive - margin) + (negatives.Sum(score => Softplus(score + margin)) / Nodes),
        };
    }

    private static double Softplus(double z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
}
