using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Regularization;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Training;

/// <summary>The N3 penalty of a negative block: its value, and its gradient added to what the block holds.</summary>
/// <remarks>
/// PBG: <c>N3Regularizer</c> acts on positives after operator and normalisation. A static relation's parameters count
/// once for each negative block, dynamic ones once for each edge and side. With the scope raw, an edge's two directions
/// are examples of their own, each with both its rows (Lacroix et al., 2018, with reciprocal relations).
/// </remarks>
internal sealed class CubicRegularizer(float coefficient, bool bias, RegularizerScope scope)
{
    /// <summary>Penalises a block.</summary>
    /// <param name="block">Encoded vectors with gradients.</param>
    /// <param name="batch">The batch, for dynamic relation numbers.</param>
    /// <param name="paths">Where the operators' gradients go.</param>
    /// <param name="countsParameters">Whether a static relation's parameters are penalised with this block.</param>
    /// <returns>The penalty.</returns>
    public double Apply(NegativeBlock block, EdgeBatch batch, RelationPaths paths, bool countsParameters)
    {
        OperatorKind kind = (paths.RhsQuery ?? paths.Rhs).OperatorKind;
        double penalty = 0;
        block.CompleteGradients();
        bool isRaw = scope == RegularizerScope.Raw;
        for (int index = 0; index < block.PositiveBlocks; index++)
        {
            // The first and the last of a dynamic relation's four are the rows themselves.
            if (!isRaw || index is 0 or 3)
            {
                float factor = isRaw ? 2 * coefficient : coefficient;
                penalty += OfVectors(block.PositiveRows(index), block.Rows, kind, factor);
            }
        }

        if (paths.RhsQuery is null)
        {
            return countsParameters ? penalty + OfParameters(paths.Rhs, [0]) : penalty;
        }

        ReadOnlySpan<int> relations = batch.Relations.Slice(block.Start, block.Rows);
        return penalty + OfParameters(paths.RhsQuery, relations) + OfParameters(paths.LhsQuery!, relations);
    }

    private double OfVectors(EncodedRows rows, int count, OperatorKind kind, float factor)
    {
        if (!bias)
        {
            return Penalty(kind, rows.Values, (count, rows.Dim, rows.Stride), factor, rows.Gradients);
        }

        // The bias coordinate is part of the penalised vector, though the comparator does not see it.
        for (int row = 0; row < count; row++)
        {
            rows.Values[row * rows.Stride] = rows.Bias[row];
        }

        double penalty = Penalty(kind, rows.Values, (count, rows.Dim, rows.Stride), factor, rows.Gradients);
        for (int row = 0; row < count; row++)
        {
            rows.Values[row * rows.Stride] = 0f;
            rows.BiasGradient[row] += rows.Gradients[row * rows.Stride];
            rows.Gradients[row * rows.Stride] = 0f;
        }

        return penalty;
    }

    private double OfParameters(RowPath path, ReadOnlySpan<int> rows)
    {
        // An angle has no modulus to keep small.
        if (path.Operator is not { Kind: not OperatorKind.Rotation } operators)
        {
            return 0;
        }

        double penalty = 0;
        ParameterTable table = operators.Table;
        Span<int> slot = stackalloc int[1];
        foreach (int row in rows)
        {
            path.OperatorGradients!.FindSlots([row], slot);
            Span<float> gradient = path.OperatorGradients.Slot(slot[0]);
            penalty += Penalty(
                operators.Kind, table.Rows.Row(row), (1, table.Dim, table.Stride), coefficient, gradient);
        }

        return penalty;
    }

    private static double Penalty(
        OperatorKind kind,
        ReadOnlySpan<float> values,
        (int Rows, int Dim, int Stride) shape,
        float factor,
        Span<float> gradient) => kind is OperatorKind.ComplexDiagonal or OperatorKind.Rotation
        ? CubicPenalty.Complex(values, shape.Rows, shape.Dim, shape.Stride, factor, gradient)
        : CubicPenalty.Real(values, shape.Rows, shape.Dim, shape.Stride, factor, gradient);
}
