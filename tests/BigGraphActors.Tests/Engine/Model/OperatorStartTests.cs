using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Model;

public class OperatorStartTests
{
    private const int Dim = 400;
    private const int Relations = 20;

    [Fact]
    public void Angles_start_evenly_over_the_circle_the_same_in_every_run_and_turned_back_in_the_other_direction()
    {
        using OperatorParameters there = Create(Side.Lhs);
        using OperatorParameters back = Create(Side.Rhs);
        using OperatorParameters again = Create(Side.Lhs);

        float[] angles = ValuesOf(there);
        Assert.All(angles, angle => Assert.InRange(angle, -MathF.PI, MathF.PI));
        for (int quarter = -2; quarter < 2; quarter++)
        {
            float from = quarter * MathF.PI / 2;
            int count = angles.Count(angle => angle >= from && angle < from + (MathF.PI / 2));
            Assert.InRange(count, angles.Length * 0.22, angles.Length * 0.28);
        }

        Assert.Equal(angles, ValuesOf(again));
        Assert.Equal(angles.Select(angle => -angle), ValuesOf(back));
        Assert.NotEqual(there.Table.Values(0).ToArray(), there.Table.Values(1).ToArray());
    }

    [Theory]
    [InlineData(OperatorKind.ComplexDiagonal)]
    [InlineData(OperatorKind.Diagonal)]
    [InlineData(OperatorKind.Translation)]
    public void Parameters_start_at_the_scale_that_was_asked_for_and_at_the_identity_unasked(OperatorKind kind)
    {
        using OperatorParameters identity = OperatorParameters.Create(kind, Side.Lhs, 0, Dim, Relations)!;
        using OperatorParameters random = OperatorParameters.Create(kind, Side.Lhs, 0, Dim, Relations, 0.3)!;
        using OperatorParameters other = OperatorParameters.Create(kind, Side.Rhs, 0, Dim, Relations, 0.3)!;
        using OperatorParameters again = OperatorParameters.Create(kind, Side.Lhs, 0, Dim, Relations, 0.3)!;

        Assert.All(ValuesOf(identity), value => Assert.True(value is 0 or 1));
        float[] values = ValuesOf(random);
        Assert.Equal(0, values.Average(), 0.02);
        Assert.Equal(0.3, Math.Sqrt(values.Average(value => (double)value * value)), 0.02);
        Assert.Equal(values, ValuesOf(again));
        Assert.NotEqual(values, ValuesOf(other));
    }

    private static OperatorParameters Create(Side side) =>
        OperatorParameters.Create(OperatorKind.Rotation, side, 0, Dim, Relations)!;

    private static float[] ValuesOf(OperatorParameters parameters) =>
        [.. Enumerable.Range(0, Relations).SelectMany(row => parameters.Table.Values(row).ToArray())];
}
