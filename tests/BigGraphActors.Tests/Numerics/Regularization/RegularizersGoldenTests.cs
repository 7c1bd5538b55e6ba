using BigGraphActors.Numerics.Regularization;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Numerics.Regularization;

public sealed class RegularizersGoldenTests
{
    private static readonly Lazy<GoldenFile> Golden = new(() => GoldenFile.Open("regularizers.json"));

    public static TheoryData<string> Cases() => GoldenFile.CaseNames("regularizers.json");

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Penalty_and_gradients_are_those_of_pbg(string name)
    {
        GoldenCase golden = Golden.Value.Case(name);
        bool isComplex = golden.Text("operator") == "complex_diagonal";
        int[]? relations = golden.TensorOrNone("operator_idxs")?.Indices;
        float coefficient = (float)golden.Number("coefficient");
        double value = 0;

        foreach (string side in (string[])["src_pos", "dst_pos"])
        {
            GoldenTensor vectors = golden.Tensor(side);
            PaddedBlock block = PaddedBlock.From(vectors.Floats, vectors.Length / vectors.LastAxis, vectors.LastAxis);
            value += Penalty(block, isComplex, coefficient, out PaddedBlock gradient);
            golden.AssertTensor(Flat(gradient), $"grad_{side}");
        }

        string[] keys = [.. golden.Keys("params")];
        if (keys.Length > 0)
        {
            // Static: the one operator counts once for each chunk. Dynamic: once for each positive that uses it.
            int operations = relations is null ? 1 : golden.Tensor("params", keys[0]).Shape[0];
            var uses = new float[operations];
            foreach (int relation in relations ?? new int[golden.Integer("num_chunks")])
            {
                uses[relation]++;
            }

            PaddedBlock parameters = Join([.. keys.Select(key => golden.Tensor("params", key))], operations);
            var gradient = new PaddedBlock(operations, parameters.Dim);
            for (int i = 0; i < operations; i++)
            {
                PaddedBlock one = PaddedBlock.From(parameters.Row(i), 1, parameters.Dim);
                value += Penalty(one, isComplex, coefficient * uses[i], out PaddedBlock part);
                part.Values.CopyTo(gradient.Row(i));
            }

            int share = parameters.Dim / keys.Length;
            for (int k = 0; k < keys.Length; k++)
            {
                golden.AssertTensor(
                    [.. Enumerable.Range(0, operations).SelectMany(
                        row => gradient.Row(row).Slice(k * share, share).ToArray())],
                    "grad_params", keys[k]);
            }
        }

        golden.AssertNumber(value, "value");
    }

    private static double Penalty(PaddedBlock block, bool isComplex, float coefficient, out PaddedBlock gradient)
    {
        gradient = new(block.Rows, block.Dim);
        return isComplex
            ? CubicPenalty.Complex(block.Values, block.Rows, block.Dim, block.Stride, coefficient, gradient.Values)
            : CubicPenalty.Real(block.Values, block.Rows, block.Dim, block.Stride, coefficient, gradient.Values);
    }

    private static PaddedBlock Join(GoldenTensor[] parts, int rows)
    {
        int share = parts[0].Length / rows;
        var joined = new PaddedBlock(rows, share * parts.Length);
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < parts.Length; k++)
            {
                parts[k].Floats.AsSpan(row * share, share).CopyTo(joined.Row(row)[(k * share)..]);
            }
        }

        return joined;
    }

    private static float[] Flat(PaddedBlock block) => [.. block.Dense().Select(value => (float)value)];
}
