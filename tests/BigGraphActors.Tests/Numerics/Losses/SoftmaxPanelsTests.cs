using BigGraphActors.Numerics.Losses;

namespace BigGraphActors.Tests.Numerics.Losses;

public sealed class SoftmaxPanelsTests
{
    private const int Rows = 11;

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(130)]
    public void Panels_scaled_by_what_all_have_in_common_are_the_softmax_of_the_whole(int width)
    {
        PaddedBlock[] panels = [.. Enumerable.Range(0, 3).Select(i =>
            PaddedBlock.Random(new System.Random(i), Rows, width, 30 * (i + 1)))];
        double[][] scores = [.. Enumerable.Range(0, Rows).Select(row =>
            panels.SelectMany(panel => panel.Dense(row)).ToArray())];
        float[][] most = [.. panels.Select(_ => new float[Rows])];
        float[][] sums = [.. panels.Select(_ => new float[Rows])];
        foreach ((int i, PaddedBlock panel) in panels.Index())
        {
            // What lies in the padding must not matter.
            for (int row = 0; row < Rows; row++)
            {
                panel.Row(row)[panel.Dim..].Fill(float.NaN);
            }

            SoftmaxPanels.Largest(panel.Values, ShapeOf(panel), most[i]);
            SoftmaxPanels.Exponentiate(panel.Values, ShapeOf(panel), most[i], sums[i]);
        }

        for (int row = 0; row < Rows; row++)
        {
            double highest = scores[row].Max();
            Assert.Equal((float)highest, most.Max(one => one[row]));
            double total = Enumerable.Range(0, 3).Sum(i => sums[i][row] * Math.Exp(most[i][row] - highest));
            Assert.Equal(scores[row].Sum(score => Math.Exp(score - highest)), total, 1e-5 * total);
            for (int i = 0; i < 3; i++)
            {
                sums[i][row] = (float)(Math.Exp(most[i][row] - highest) / total);
            }
        }

        foreach ((int i, PaddedBlock panel) in panels.Index())
        {
            SoftmaxPanels.Scale(panel.Values, ShapeOf(panel), sums[i]);
            panel.AssertPaddingIsZero();
        }

        for (int row = 0; row < Rows; row++)
        {
            double highest = scores[row].Max();
            double total = scores[row].Sum(score => Math.Exp(score - highest));
            Close.Assert(
                [.. scores[row].Select(score => Math.Exp(score - highest) / total)],
                [.. panels.SelectMany(panel => panel.Dense(row))],
                what: $"row {row}");
        }
    }

    [Fact]
    public void NaN_in_a_row_makes_its_sum_NaN_and_spoils_no_other()
    {
        PaddedBlock panel = PaddedBlock.Random(new System.Random(4), Rows, 40, 4);
        panel[3, 17] = float.NaN;
        float[] most = new float[Rows];
        float[] sums = new float[Rows];
        SoftmaxPanels.Largest(panel.Values, ShapeOf(panel), most);
        SoftmaxPanels.Exponentiate(panel.Values, ShapeOf(panel), most, sums);

        Assert.Equal([3], Enumerable.Range(0, Rows).Where(row => float.IsNaN(sums[row])));
    }

    private static LossTile ShapeOf(PaddedBlock panel) => new(panel.Rows, panel.Dim, panel.Stride, 1);
}
