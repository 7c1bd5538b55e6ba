using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
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

    /// <summary>Penalises queries and their answers, as <see cref="Apply(NegativeBlockGradients, EdgeBatch,
    /// RelationPaths, bool)"/> does one direction of as many edges.</summary>
    /// <param name="gradients">Of a block; its answers are edges.</param>
    /// <param name="path">Of the queries: their operator's parameters are penalised once for each edge; none without
    /// operator.</param>
    /// <returns>The penalty.</returns>
    public double Apply(QueryBlockGradients gradients, RowPath? path)
    {
        QueryBlock block = gradients.Block;
        gradients.Given.Complete();
        gradients.Queries.Complete();
        gradients.Targets.Complete();
        OperatorKind kind = path?.OperatorKind ?? OperatorKind.None;
        EmbeddingGradients? given = scope == RegularizerScope.Raw
            ? gradients.Given
            : path is null ? null : gradients.Queries;
        double penalty = OfVectors(gradients.Targets, (0, block.Answers), kind, coefficient);
        for (int answer = 0, end; answer < block.Answers; answer = end)
        {
            int row = block.RowOfAnswer[answer];
            int rest = block.RowOfAnswer[answer..].IndexOfAnyExcept(row);
            end = rest < 0 ? block.Answers : answer + rest;
            float factor = (end - answer) * coefficient;

            // Without operator a query is its row, which the other direction's answers penalise.
            penalty += given is null ? 0 : OfVectors(given, (row, 1), kind, factor);
            penalty += path is null ? 0 : OfParameters(path, block.Queries.ParameterRows[row], factor);
        }

        return penalty;
    }

    /// <summary>Penalises a block.</summary>
    /// <param name="gradients">The gradients of the block; added to.</param>
    /// <param name="batch">The batch, for dynamic relation numbers.</param>
    /// <param name="paths">Where the operators' gradients go.</param>
    /// <param name="countsParameters">Whether a static relation's parameters are penalised with this block.</param>
    /// <returns>The penalty.</returns>
    public double Apply(
        NegativeBlockGradients gradients, EdgeBatch batch, RelationPaths paths, bool countsParameters)
    {
        NegativeBlock block = gradients.Block;
        OperatorKind kind = (paths.RhsQuery ?? paths.Rhs).OperatorKind;
        double penalty = 0;
        gradients.Complete();
        bool isRaw = scope == RegularizerScope.Raw;
        float factor = isRaw ? 2 * coefficient : coefficient;
        foreach (BlockRole role in gradients.Roles)
        {
            // With the scope raw the rows themselves are penalised, and not the queries that are made of them.
            if (!isRaw || role is BlockRole.Lhs or BlockRole.Rhs)
            {
                penalty += OfVectors(gradients[role], (0, block.Rows), kind, factor);
            }
        }

        if (paths.RhsQuery is null)
        {
            return countsParameters ? penalty + OfParameters(paths.Rhs, [0]) : penalty;
        }

        ReadOnlySpan<int> relations = batch.Relations.Slice(block.Start, block.Rows);
        return penalty + OfParameters(paths.RhsQuery, relations) + OfParameters(paths.LhsQuery!, relations);
    }

    private double OfVectors(
        EmbeddingGradients rows, (int First, int Count) range, OperatorKind kind, float factor)
    {
        EmbeddingBatch batch = rows.Batch;
        int stride = batch.Stride;
        Span<float> values = batch.Values.Slice(range.First * stride, range.Count * stride);
        Span<float> gradients = rows.Values.Slice(range.First * stride, range.Count * stride);
        if (!bias)
        {
            return Penalty(kind, values, (range.Count, batch.Dim, stride), factor, gradients);
        }

        // The bias coordinate is part of the penalised vector, though the comparator does not see it.
        for (int row = 0; row < range.Count; row++)
        {
            values[row * stride] = batch.Bias[range.First + row];
        }

        double penalty = Penalty(kind, values, (range.Count, batch.Dim, stride), factor, gradients);
        for (int row = 0; row < range.Count; row++)
        {
            values[row * stride] = 0f;
            rows.Bias[range.First + row] += gradients[row * stride];
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
