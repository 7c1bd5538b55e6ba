using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Engine.Training;

/// <summary>Blocks that are parts of a larger one, in an order of their own.</summary>
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

    private RowTable OutputTable => new(_output.Address, Rows, Dim, Stride);
}
