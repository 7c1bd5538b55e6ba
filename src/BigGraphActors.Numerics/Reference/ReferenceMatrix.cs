namespace BigGraphActors.Numerics.Reference;

/// <summary>Products and scores written out in float64: slow, obvious, and what tests compare with.</summary>
internal static class ReferenceMatrix
{
    /// <summary><c>C = A · B</c> for dense row-major matrices without padding.</summary>
    public static double[] Multiply(double[] a, double[] b, int m, int n, int k)
    {
        var c = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                {
                    c[(i * n) + j] += a[(i * k) + p] * b[(p * n) + j];
                }
            }
        }

        return c;
    }

    /// <summary><c>sum_i left_i right_i</c>.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary><c>sum_i (left_i - right_i)²</c>.</summary>
    public static double SquaredDistance(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        }

        return sum;
    }
}
