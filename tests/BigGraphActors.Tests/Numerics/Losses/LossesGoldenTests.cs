using BigGraphActors.Numerics.Losses;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Numerics.Losses;

public sealed class LossesGoldenTests
{
    private static readonly Lazy<GoldenFile> Golden = new(() => GoldenFile.Open("losses.json"));

    public static TheoryData<string> Cases() => GoldenFile.CaseNames("losses.json");

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradients_are_those_of_pbg(string name)
    {
        GoldenCase golden = Golden.Value.Case(name);
        float[] positives = golden.Tensor("pos_scores").Floats;
        int rows = positives.Length;
        int columns = golden.Tensor("neg_scores").LastAxis;
        PaddedBlock scores = PaddedBlock.From(golden.Tensor("neg_scores").Floats, rows, columns);
        float[] masked = [.. scores.Values];
        float[] weights = golden.TensorOrNone("weight")?.Floats ?? [];
        var gradients = new float[rows];
        var tile = new LossTile(rows, columns, scores.Stride, 1);

        TileLoss loss = golden.Text("loss") switch
        {
            "softmax" => SoftmaxLoss.Apply(positives, scores.Values, tile, weights, gradients),
            "ranking" => RankingLoss.Apply(
                positives, scores.Values, tile, weights, gradients, (float)golden.Number("margin")),
            "logistic" => LogisticLoss.Apply(positives, scores.Values, tile, weights, gradients, columns),
            string other => throw new InvalidOperationException(other),
        };

        golden.AssertNumber(loss.Loss, "value");
        golden.AssertTensor(gradients, "grad_pos_scores");
        for (int i = 0; i < masked.Length; i++)
        {
            // No gradient flows to a masked score: the engine's business, done here in its place.
            scores.Values[i] = masked[i] == -1e9f ? 0 : scores.Values[i];
        }

        golden.AssertTensor([.. scores.Dense().Select(value => (float)value)], "grad_neg_scores");
    }
}
