using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Numerics.Transforms;

public sealed class OperatorsGoldenTests
{
    private static readonly Lazy<GoldenFile> Golden = new(() => GoldenFile.Open("operators.json"));

    public static TheoryData<string> Cases() => GoldenFile.CaseNames("operators.json");

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_are_those_of_pbg(string name)
    {
        GoldenCase golden = Golden.Value.Case(name);
        if (golden.Text("operator") == "none")
        {
            golden.AssertTensor(golden.Tensor("embeddings").Floats, "output");
            return;
        }

        GoldenTensor vectors = golden.Tensor("embeddings");
        int dim = vectors.LastAxis;
        int rows = vectors.Length / dim;
        string[] keys = [.. golden.Keys("params")];
        GoldenTensor[] parts = [.. keys.Select(key => golden.Tensor("params", key))];
        int operations = golden.Flag("dynamic") ? golden.Integer("num_operations") : 1;
        int[] shares = [.. parts.Select(part => part.Length / operations)];
        using var parameters = new NativeTable(operations, shares.Sum());
        for (int row = 0; row < operations; row++)
        {
            for (int k = 0, at = 0; k < parts.Length; at += shares[k++])
            {
                parts[k].Floats.AsSpan(row * shares[k], shares[k]).CopyTo(parameters.View.Row(row)[at..]);
            }
        }

        int[] relations = golden.TensorOrNone("operator_idxs")?.Indices ?? new int[rows];
        var run = new TransformRun(golden.Text("operator"), parameters.View, relations);
        PaddedBlock input = PaddedBlock.From(vectors.Floats, rows, dim);
        PaddedBlock gradient = PaddedBlock.From(golden.Tensor("weights").Floats, rows, dim);

        golden.AssertTensor(Flat(run.Forward(input)), "output");
        golden.AssertTensor(Flat(run.Backward(input, gradient, out PaddedBlock parameterGradients)), "grad_embeddings");
        for (int k = 0, at = 0; k < parts.Length; at += shares[k++])
        {
            golden.AssertTensor(
                [.. Enumerable.Range(0, operations).SelectMany(
                    row => parameterGradients.Row(row).Slice(at, shares[k]).ToArray())],
                "grad_params", keys[k]);
        }
    }

    private static float[] Flat(PaddedBlock block) => [.. block.Dense().Select(value => (float)value)];
}
