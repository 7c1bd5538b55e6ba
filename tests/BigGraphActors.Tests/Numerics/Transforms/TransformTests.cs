using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Reference;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Export;

namespace BigGraphActors.Tests.Numerics.Transforms;

public sealed class TransformTests
{
    private const int Relations = 3;

    public static TheoryData<string> Operators() => [.. TransformRun.Names];

    [Fact]
    public void Every_operator_of_the_settings_is_tried() => Assert.Equal(
        Enum.GetValues<OperatorKind>().Where(kind => kind != OperatorKind.None).Select(OperatorParameters.NameOf)
            .Order(),
        TransformRun.Names.Order());

    [Theory]
    [MemberData(nameof(Operators))]
    public void Output_equals_the_reference_for_every_dimension(string name)
    {
        bool isSquare = name is "linear" or "affine";
        for (int dim = 2; dim <= 257; dim += isSquare ? 13 : 1)
        {
            if (name is not ("complex_diagonal" or "rotation" or "simple") || dim % 2 == 0)
            {
                AssertForward(name, 1 + (dim % 11), dim, new System.Random(dim));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Gradients_equal_central_differences(string name)
    {
        foreach (int dim in (int[])[2, 14, 16, 34, 50])
        {
            var random = new System.Random(dim);
            int rows = 6;
            int[] relations = [0, 2, 2, 2, 1, 0];
            PaddedBlock input = PaddedBlock.Random(random, rows, dim);
            PaddedBlock weights = PaddedBlock.Random(random, rows, dim);
            using NativeTable table = NativeTable.Random(random, Relations, TransformRun.ParameterDim(name, dim));
            double[][] vectors = [.. Enumerable.Range(0, rows).Select(input.Dense)];
            double[][] parameters = [.. Enumerable.Range(0, Relations).Select(table.Dense)];

            PaddedBlock gradient = new TransformRun(name, table.View, relations)
                .Backward(input, weights, out PaddedBlock parameterGradients);

            double Objective() => Enumerable.Range(0, rows).Sum(row => ReferenceMatrix.Dot(
                ReferenceTransforms.Forward(name, vectors[row], parameters[relations[row]]), weights.Dense(row)));
            for (int row = 0; row < rows; row++)
            {
                Close.Assert(
                    CentralDifference.Gradient(Objective, vectors[row]), gradient.Dense(row), what: $"{name} input");
            }

            for (int relation = 0; relation < Relations && dim < 40; relation++)
            {
                Close.Assert(
                    CentralDifference.Gradient(Objective, parameters[relation]),
                    parameterGradients.Dense(relation), what: $"{name} parameters");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Parameter_gradients_are_added_to_what_is_there(string name)
    {
        var random = new System.Random(1);
        PaddedBlock input = PaddedBlock.Random(random, 20, 38);
        PaddedBlock weights = PaddedBlock.Random(random, 20, 38);
        using NativeTable table = NativeTable.Random(random, 1, TransformRun.ParameterDim(name, 38));

        var all = new TransformRun(name, table.View, new int[20]);
        all.Backward(input, weights, out PaddedBlock together);
        var sum = new double[together.Dim];
        for (int row = 0; row < 20; row++)
        {
            PaddedBlock one = PaddedBlock.From(input.Row(row), 1, 38);
            new TransformRun(name, table.View, [0]).Backward(
                one, PaddedBlock.From(weights.Row(row), 1, 38), out PaddedBlock part);
            sum = [.. sum.Zip(part.Dense(0), (x, y) => x + y)];
        }

        Close.Assert(sum, together.Dense(0));
    }

    [Fact]
    public void Odd_dimension_is_refused_by_the_complex_operator()
    {
        using var table = new NativeTable(1, 5);
        Assert.Throws<ArgumentException>("dim", () => ComplexDiagonalTransform.Forward(
            new float[16], new TransformBlock(1, 5, 16), table.View, [0], new float[16]));
    }

    [Fact]
    public void Parameters_of_another_length_are_refused()
    {
        RowTable parameters = new(0, 1, 36, 48);
        Assert.Throws<ArgumentException>(() => LinearTransform.Forward(
            new float[16], new TransformBlock(1, 5, 16), parameters, [0], new float[16]));
    }

    private static void AssertForward(string name, int rows, int dim, System.Random random)
    {
        PaddedBlock input = PaddedBlock.Random(random, rows, dim);
        using NativeTable table = NativeTable.Random(random, Relations, TransformRun.ParameterDim(name, dim));
        int[] relations = [.. Enumerable.Range(0, rows).Select(_ => random.Next(Relations))];

        PaddedBlock output = new TransformRun(name, table.View, relations).Forward(input);

        output.AssertClose(
        [
            .. Enumerable.Range(0, rows).SelectMany(
                row => ReferenceTransforms.Forward(name, input.Dense(row), table.Dense(relations[row]))),
        ]);
    }
}
