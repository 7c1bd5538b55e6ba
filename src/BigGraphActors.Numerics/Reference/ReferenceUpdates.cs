namespace BigGraphActors.Numerics.Reference;

/// <summary>The optimisers and the regulariser written out in float64.</summary>
internal static class ReferenceUpdates
{
    /// <summary>Row-Adagrad on one row.</summary>
    /// <returns>The new sum; the row is updated in place.</returns>
    public static double RowAdagrad(double[] row, double sum, double[] gradient, double lr)
    {
        double next = sum + gradient.Select(value => value * value).Average();
        for (int i = 0; i < row.Length; i++)
        {
            row[i] -= lr * gradient[i] / (Math.Sqrt(next) + 1e-10);
        }

        return next;
    }

    /// <summary>Adagrad, element by element, in place.</summary>
    public static void Adagrad(double[] parameters, double[] sums, double[] gradients, double lr)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            sums[i] += gradients[i] * gradients[i];
            parameters[i] -= lr * gradients[i] / (Math.Sqrt(sums[i]) + 1e-10);
        }
    }

    /// <summary><c>sum |v|³</c> over one row; complex: moduli of the first half with the second.</summary>
    public static double CubicPenalty(double[] row, bool isComplex)
    {
        int half = row.Length / 2;
        return isComplex
            ? Enumerable.Range(0, half).Sum(i => Math.Pow((row[i] * row[i]) + (row[half + i] * row[half + i]), 1.5))
            : row.Sum(value => Math.Pow(Math.Abs(value), 3));
    }
}
