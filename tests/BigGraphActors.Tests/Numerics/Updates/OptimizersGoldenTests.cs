using BigGraphActors.Numerics.Updates;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Numerics.Updates;

public sealed class OptimizersGoldenTests
{
    private static readonly Lazy<GoldenFile> Golden = new(() => GoldenFile.Open("optimizers.json"));

    public static TheoryData<string> Cases() => GoldenFile.CaseNames("optimizers.json");

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Parameters_and_sums_are_those_of_pbg_after_every_step(string name)
    {
        GoldenCase golden = Golden.Value.Case(name);
        GoldenTensor initial = golden.Tensor("initial_param");
        int dim = initial.LastAxis;
        using var parameters = NativeTable.From(initial.Floats, initial.Length / dim, dim);
        bool isByRow = golden.Text("optimizer") == "row_adagrad";
        float[] sums = golden.Tensor("initial_sum").Floats;
        using var rowSums = new NativeTable(parameters.Rows, 1, 1);
        rowSums.Set(isByRow ? sums : new float[parameters.Rows]);
        float lr = (float)golden.Number("lr");

        foreach (GoldenCase step in golden.Items("steps"))
        {
            (int[] rows, PaddedBlock gradients) = Gradients(step, parameters.Rows, dim);
            if (isByRow)
            {
                RowAdagrad.Update(parameters.View, rowSums.View, rows, gradients.Values, lr);
                sums = rowSums.Dense();
            }
            else
            {
                float[] flat = parameters.Dense();
                var dense = new float[flat.Length];
                for (int i = 0; i < rows.Length; i++)
                {
                    gradients.Row(i)[..dim].CopyTo(dense.AsSpan(rows[i] * dim));
                }

                Adagrad.Update(flat, sums, dense, lr);
                parameters.Set(flat);
            }

            step.AssertTensor(parameters.Dense(), "param");
            step.AssertTensor(sums, "sum");
        }
    }

    /// <summary>Distinct rows and their summed gradients, which is what a lookup's gradient becomes.</summary>
    private static (int[] Rows, PaddedBlock Gradients) Gradients(GoldenCase step, int rowCount, int dim)
    {
        int[] indices = step.TensorOrNone("indices")?.Indices ?? [.. Enumerable.Range(0, rowCount)];
        float[] values = step.Tensor(step.Has("indices") ? "values" : "grad").Floats;
        int[] rows = [.. indices.Distinct()];
        var gradients = new PaddedBlock(rows.Length, dim);
        for (int i = 0; i < indices.Length; i++)
        {
            for (int d = 0; d < dim; d++)
            {
                gradients[Array.IndexOf(rows, indices[i]), d] += values[(i * dim) + d];
            }
        }

        return (rows, gradients);
    }
}
