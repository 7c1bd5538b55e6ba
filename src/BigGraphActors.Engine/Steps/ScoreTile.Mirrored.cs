using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;

namespace BigGraphActors.Engine.Steps;

/// <summary>Two tiles whose first columns are each other's transpose: entity against entity of one block.</summary>
internal sealed partial class ScoreTile
{
    /// <summary>Takes the first columns, as many as there are rows, from the other direction's tile.</summary>
    /// <param name="other">Scores of the same rows in the other direction.</param>
    /// <remarks>Writes whole vectors, so columns behind must be scored afterwards.</remarks>
    public void TakeTransposed(ScoreTile other) =>
        RowBlocks.Transpose(other.Scores, Rows, other.Stride, Rows, Scores, Stride);

    /// <summary>Adds the gradients of the other direction's scores to those of the same pairs here.</summary>
    /// <param name="other">Gradients of the same rows in the other direction.</param>
    public void AddTransposed(ScoreTile other)
    {
        int stride = RowLayout.StrideFor(Rows);
        Grow(ref _transposed, (long)Rows * stride);
        Span<float> turned = _transposed.AsSpan(0, Rows * stride);
        RowBlocks.Transpose(other.Scores, Rows, other.Stride, Rows, turned, stride);
        TileSums.AddTile(Scores, Stride, turned, stride, (Rows, Rows));
    }
}
