using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Numerics.Updates;

namespace BigGraphActors.Engine.Steps;

/// <summary>A whole batch's rows sorted by relation, and blocks that are parts of it in an order of their own.
/// </summary>
internal sealed partial class EncodedRows
{
    /// <summary>Takes encoded rows of a larger block instead of encoding them.</summary>
    /// <param name="whole">Encoded; it, and not this part, carries gradients back.</param>
    /// <param name="positions">Which of its rows.</param>
    public void TakeRows(EncodedRows whole, ReadOnlySpan<int> positions)
    {
        _path = whole._path;
        _source = null;
        Rows = positions.Length;
        Dim = whole.Dim;
        Stride = whole.Stride;
        Reserve();
        RowBlocks.Gather(whole.OutputTable, positions, Values);
        _isFixed = false;
        for (int row = 0; _rule.Bias && row < Rows; row++)
        {
            _bias[row] = whole._bias[positions[row]];
        }
    }

    /// <summary>Gives the gradients of rows that were taken to where they came from.</summary>
    /// <param name="whole">As it was taken from.</param>
    /// <param name="positions">As they were taken; no other part may have the same.</param>
    public void GiveGradients(EncodedRows whole, ReadOnlySpan<int> positions)
    {
        CompleteGradients();
        whole.MarkGradients(0, whole.Rows);
        Span<float> gradients = whole.Gradients;
        for (int row = 0; row < Rows; row++)
        {
            Gradients.Slice(row * Stride, Stride).CopyTo(gradients[(positions[row] * Stride)..]);
            if (_rule.Bias)
            {
                whole._biasGradient[positions[row]] = _biasGradient[row];
            }
        }
    }

    /// <summary>Steps each relation's parameters as soon as their gradient is there.</summary>
    /// <remarks>
    /// The gradients of a batch's matrices are larger than the second-level cache. This way there is but one of them
    /// at a time, and its step finds the matrix in the cache too.
    /// </remarks>
    private void StepOperator(RowPath path, float lr)
    {
        ParameterTable table = path.Operator!.Table;
        table.Steps++;
        for (int first = 0, end; first < Rows; first = end)
        {
            int relation = _parameterRows[first];
            int rest = _parameterRows.AsSpan(first, Rows - first).IndexOfAnyExcept(relation);
            end = rest < 0 ? Rows : first + rest;
            if (!OperatorKernels.TryStep(
                path.OperatorKind,
                Input[(first * Stride)..],
                Gradients[(first * Stride)..],
                new TransformBlock(end - first, Dim, Stride),
                table.Values(relation),
                table.Sums(relation),
                InputGradients[(first * Stride)..],
                lr))
            {
                StepRun(path, first, end, lr);
            }
        }
    }

    /// <summary>Steps one relation's parameters by the gradient of a long run.</summary>
    private void StepRun(RowPath path, int first, int end, float lr)
    {
        RowGradients gradients = path.OperatorGradients!;
        ParameterTable table = path.Operator!.Table;
        int relation = _parameterRows[first];
        Span<int> slots = _parameterSlots.AsSpan(first, end - first);
        gradients.FindSlots(_parameterRows.AsSpan(first, end - first), slots);
        OperatorKernels.Backward(
            path.OperatorKind,
            Input[(first * Stride)..],
            Gradients[(first * Stride)..],
            new TransformBlock(end - first, Dim, Stride),
            table.Rows,
            _parameterRows.AsSpan(first, end - first),
            InputGradients[(first * Stride)..],
            slots,
            gradients.Accumulators);
        Adagrad.Update(table.Values(relation), table.Sums(relation), gradients.Slot(0)[..table.Dim], lr);
        gradients.Clear();
    }

    private RowTable OutputTable => new(_output.Address, Rows, Dim, Stride);
}
