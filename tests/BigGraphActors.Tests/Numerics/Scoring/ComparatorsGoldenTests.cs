using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Numerics.Scoring;

public sealed class ComparatorsGoldenTests
{
    private static readonly string[] Blocks = ["lhs_pos", "rhs_pos", "lhs_neg", "rhs_neg"];

    private static readonly Lazy<GoldenFile> Golden = new(() => GoldenFile.Open("comparators.json"));

    public static TheoryData<string> Cases() => GoldenFile.CaseNames("comparators.json");

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Scores_and_gradients_are_those_of_pbg(string name)
    {
        GoldenCase golden = Golden.Value.Case(name);
        int chunks = golden.Tensor("inputs", "lhs_pos").Shape[0];
        var scores = new Dictionary<string, List<float>>();
        var gradients = new Dictionary<string, List<float>>();
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            var run = new ComparatorRun(golden.Text("comparator"), golden.Flag("bias"));
            foreach (string block in Blocks)
            {
                run.Load(block, Slice(golden.Tensor("inputs", block), chunk));
            }

            run.Score("pos_scores", "lhs_pos", "rhs_pos", aligned: true);
            run.Score("lhs_neg_scores", "rhs_pos", "lhs_neg", aligned: false);
            run.Score("rhs_neg_scores", "lhs_pos", "rhs_neg", aligned: false);
            foreach (string tile in run.Scores.Keys)
            {
                Append(scores, tile, run.Scores[tile]);
                run.Differentiate(tile, Slice(golden.Tensor("weights", tile), chunk));
            }

            foreach (string block in Blocks)
            {
                Append(gradients, block, run.InputGradient(block));
            }
        }

        foreach ((string tile, List<float> values) in scores)
        {
            golden.AssertTensor([.. values], "scores", tile);
        }

        foreach ((string block, List<float> values) in gradients)
        {
            golden.AssertTensor([.. values], "grad_inputs", block);
        }
    }

    [GoldenFact]
    public void Cosine_of_a_zero_vector_is_NaN_as_in_pbg()
    {
        var run = new ComparatorRun("cos", bias: false);
        run.Load("zero", PaddedBlock.From(new float[4], 1, 4));
        Assert.All(run.Prepared("zero"), value => Assert.True(float.IsNaN(value)));
    }

    private static PaddedBlock Slice(GoldenTensor tensor, int chunk)
    {
        int columns = tensor.Shape.Length > 2 ? tensor.LastAxis : 1;
        int rows = tensor.Shape[1];
        return PaddedBlock.From(tensor.Floats.AsSpan(chunk * rows * columns, rows * columns), rows, columns);
    }

    private static void Append(Dictionary<string, List<float>> lists, string key, PaddedBlock block)
    {
        lists.TryAdd(key, []);
        lists[key].AddRange(block.Dense().Select(value => (float)value));
    }
}
