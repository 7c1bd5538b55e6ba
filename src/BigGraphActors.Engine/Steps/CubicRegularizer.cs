using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Regularization;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Steps;

/// <summary>The N3 penalty of a negative block: its value, and its gradient added to what the block holds.</summary>
/// <remarks>
/// PBG: <c>N3Regularizer</c> acts on positives after operator and normalisation. A static relation's parameters count
/// once for each negative block, dynamic ones once for each edge and side. With the scope raw, an edge's two directions
/// are examples of their own, each with both its rows (Lacroix et al., 2018, with reciprocal relations).
/// </remarks>
internal sealed class CubicRegularizer(float coefficient, bool bias, RegularizerScope scope)
{
    /// <summary>The regulariser of a run, or none where its coefficient is 0.</summary>
    public static CubicRegularizer? From(RunSettings settings) => settings.RegularizationCoef == 0
        ? null
        : new CubicRegularizer((float)settings.RegularizationCoef, settings.Bias, settings.RegularizerScope);

    /// <summary>Penalises queries and their answers, as <see cref="Apply(NegativeBlock, EdgeBatch, RelationPaths,
    /// bool)"/> does one direction of as many edges.</summary>
    /// <param name="block">Encoded vectors with gradients; its answers are edges.</param>
    /// <param name="path">Of the queries: their operator's parameters are penalised once for each edge; none without
    /// operator.</param>
    /// <returns>The penalty.</returns>
    public double Apply(QueryBlock block, RowPath? path)
    {
        block.Given.CompleteGradients();
        block.Queries.CompleteGradients();
        block.Targets.CompleteGradients();
        OperatorKind kind = path?.OperatorKind ?? OperatorKind.None;
        EncodedRows? given = scope == RegularizerScope.Raw ? block.Given : path is null ? null : block.Queries;
        double penalty = OfVectors(block.Targets, (0, block.Answers), kind, coefficient);
        for (int answer = 0, end; answer < block.Answers; answer = end)
        {
            int row = block.RowOfAnswer[answer];
            int rest = block.RowOfAnswer[answer..].IndexOfAnyExcept(row);
            end = rest < 0 ? block.Answers : answer + rest;
            float factor = (end - answer) * coefficient;

            // Without operator a query is its row, which the other direction's answers penalise.
            penalty += given is null ? 0 : OfVectors(given, (row, 1), kind, factor);
            penalty += path is null ? 0 : OfParameters(path, block.Queries.ParameterRow(row), factor);
        }

        return penalty;
    }

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
                penalty += OfVectors(block.PositiveRows(index), (0, block.Rows), kind, factor);
            }
        }

        if (paths.RhsQuery is null)
        {
            return countsParameters ? penalty + OfParameters(paths.Rhs, [0]) : penalty;
        }

        ReadOnlySpan<int> relations = batch.Relations.Slice(block.Start, block.Rows);
        return penalty + OfParameters(paths.RhsQuery, relations) + OfParameters(paths.LhsQuery!, relations);
    }

    private double OfVectors(EncodedRows rows, (int First, int Count) range, OperatorKind kind, float factor)
    {
        int stride = rows.Stride;
        Span<float> values = rows.Values.Slice(range.First * stride, range.Count * stride);
        Span<float> gradients = rows.Gradients.Slice(range.First * stride, range.Count * stride);
        if (!bias)
        {
            return Penalty(kind, values, (range.Count, rows.Dim, stride), factor, gradients);
        }

        // The bias coordinate is part of the penalised vector, though the comparator does not see it.
        for (int row = 0; row < range.Count; row++)
        {
            values[row * stride] = rows.Bias[range.First + row];
        }

        double penalty = Penalty(kind, values, (range.Count, rows.Dim, stride), factor, gradients);
        for (int row = 0; row < range.Count; row++)
        {
            values[row * stride] = 0f;
            rows.BiasGradient[range.First + row] += gradients[row * stride];
            gradients[row * stride] = 0f;
        }

        return penalty;
    }

    private double OfParameters(RowPath path, ReadOnlySpan<int> rows)
    {
        double penalty = 0;
        foreach (int row in rows)
        {
            penalty += OfParameters(path, row, coefficient);
        }

        return penalty;
    }

    private static double OfParameters(RowPath path, int row, float factor)
    {
        // An angle has no modulus to keep small.
        if (path.Operator is not { Kind: not OperatorKind.Rotation } operators)
        {
            return 0;
        }

        ParameterTable table = operators.Table;
        Span<int> slot = stackalloc int[1];
        path.OperatorGradients!.FindSlots([row], slot);
        Span<float> gradient = path.OperatorGradients.Slot(slot[0]);
        return Penalty(operators.Kind, table.Rows.Row(row), (1, table.Dim, table.Stride), factor, gradient);
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
