using BigGraphActors.Numerics.Layout;

namespace BigGraphActors.Tests.Numerics.Layout;

public sealed class RowBlocksTests
{
    [Fact]
    public void Transpose_moves_every_element_and_pads_with_zeros()
    {
        for (int rows = 0; rows <= 257; rows++)
        {
            int dim = 1 + (rows * 7 % 60);
            PaddedBlock source = PaddedBlock.Random(new(rows), rows, dim);
            var result = new PaddedBlock(dim, rows);
            result.Values.AsSpan().Fill(float.NaN);

            RowBlocks.Transpose(source.Values, rows, source.Stride, dim, result.Values, result.Stride);

            result.AssertClose([.. Enumerable.Range(0, dim * rows).Select(i => (double)source[i % rows, i / rows])], 0);
        }
    }
}
