using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Engine.Training;

public class RotationStartTests
{
    private const int Dim = 400;
    private const int Relations = 20;

    [Fact]
    public void Angles_start_evenly_over_the_circle_the_same_in_every_run_and_turned_back_in_the_other_direction()
    {
        using OperatorParameters there = Create(Side.Lhs);
        using OperatorParameters back = Create(Side.Rhs);
        using OperatorParameters again = Create(Side.Lhs);

        float[] angles = AnglesOf(there);
        Assert.All(angles, angle => Assert.InRange(angle, -MathF.PI, MathF.PI));
        for (int quarter = -2; quarter < 2; quarter++)
        {
            float from = quarter * MathF.PI / 2;
            int count = angles.Count(angle => angle >= from && angle < from + (MathF.PI / 2));
            Assert.InRange(count, angles.Length * 0.22, angles.Length * 0.28);
        }

        Assert.Equal(angles, AnglesOf(again));
        Assert.Equal(angles.Select(angle => -angle), AnglesOf(back));
        Assert.NotEqual(there.Table.Values(0).ToArray(), there.Table.Values(1).ToArray());
    }

    private static OperatorParameters Create(Side side) =>
        OperatorParameters.Create(OperatorKind.Rotation, side, 0, Dim, Relations)!;

    private static float[] AnglesOf(OperatorParameters parameters) =>
        [.. Enumerable.Range(0, Relations).SelectMany(row => parameters.Table.Values(row).ToArray())];
}
