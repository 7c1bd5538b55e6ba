using System.Text.Json;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Golden;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>Compares tables and parameters after a step, knowing what an Adagrad step does to rounding.</summary>
/// <remarks>
/// A first step moves an entry by <c>lr * g / |g|</c>, whatever the size of <c>g</c>: where a gradient is the small
/// rest of large terms that cancel, its rounding decides the step. So the tolerance carries one part in a million of
/// the largest gradient through the step: <c>lr * min(2, 1e-6 * max|g| / |g|)</c>; for a table's row, whose <c>|g|</c>
/// is the root of its mean square, the cap is <c>2 sqrt(dim)</c>. That is exact and no allowance: a row whose gradient
/// sits in one entry moves it by <c>lr * sqrt(dim)</c>, and two roundings may point apart. The cap is met only where a
/// row's gradient is below a millionth of the largest, so that nothing but rounding is left of it. Where that
/// exceeds the plain tolerance, or the file lists the entry, PBG's value is taken over, so that later batches start
/// from equal states.
/// </remarks>
internal sealed class StateCheck(
    ModelGoldenCase golden, JsonElement element, (string File, string Case, int Batch) where)
{
    public void Run()
    {
        JsonElement after = element.GetProperty("after_step");
        foreach (JsonProperty table in after.GetProperty("tables").EnumerateObject())
        {
            CheckTable(table.Name, GoldenTensor.Read(table.Value));
        }

        ModelParameter[] own = [.. golden.Model.ToState(0).Parameters];
        foreach (JsonProperty parameter in after.GetProperty("params").EnumerateObject())
        {
            CheckParameter(own.First(candidate => candidate.Key == parameter.Name), GoldenTensor.Read(parameter.Value));
        }

        golden.Model.LoadFrom(new ModelState(own, null));
    }

    private void CheckTable(string name, GoldenTensor expected)
    {
        EmbeddingTable table = golden.Tables[name];
        GoldenTensor gradient = GoldenTensor.Read(element.GetProperty("grad_tables").GetProperty(name));
        HashSet<int> touched = [.. GoldenTensor.Read(element.GetProperty("grad_touched_rows").GetProperty(name)).Indices];
        double Extra(int index) => touched.Contains(index / table.Dim)
            ? Slack(golden.Settings.Lr, RowNorm(gradient, index / table.Dim), gradient.Magnitude, Math.Sqrt(table.Dim))
            : 0;
        float[] actual = new float[expected.Length];
        for (int row = 0; row < table.RowCount; row++)
        {
            table.Row(row).CopyTo(actual.AsSpan(row * table.Dim));
        }

        TakeOver(expected, actual, $"after_step.tables.{name}", Extra);
        for (int row = 0; row < table.RowCount; row++)
        {
            actual.AsSpan(row * table.Dim, table.Dim).CopyTo(table.Row(row));
        }
    }

    private void CheckParameter(ModelParameter parameter, GoldenTensor expected)
    {
        GoldenTensor gradient = GoldenTensor.Read(element.GetProperty("grad_params").GetProperty(parameter.Key));
        double lr = golden.Settings.LrOfRelations();
        double Extra(int index) => Slack(lr, Math.Abs(gradient.Doubles[index]), gradient.Magnitude, 1);
        TakeOver(expected, parameter.Values, $"after_step.params.{parameter.Key}", Extra);
    }

    private static double RowNorm(GoldenTensor gradient, int row)
    {
        int dim = gradient.Shape[1];
        double sum = gradient.Doubles.AsSpan(row * dim, dim).ToArray().Sum(value => value * value);
        return Math.Sqrt(sum / dim);
    }

    private static double Slack(double lr, double own, double largest, double furthest) =>
        lr * Math.Min(2 * furthest, 1e-6 * largest / Math.Max(own, 1e-30));

    private void TakeOver(GoldenTensor expected, float[] actual, string tensor, Func<int, double> extra)
    {
        IReadOnlySet<int> listed =
            GoldenFile.Open(where.File).Conditioning.Skipped(where.File, where.Case, where.Batch, tensor);
        expected.ShouldEqual(actual, $"{where.Case}, batch {where.Batch}, {tensor}", listed, extra);
        double plain = 1e-5 * expected.Magnitude;
        for (int i = 0; i < actual.Length; i++)
        {
            if (listed.Contains(i) || extra(i) > plain)
            {
                actual[i] = expected.Floats[i];
            }
        }
    }
}
