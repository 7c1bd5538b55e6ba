namespace BigGraphActors.Numerics.Reference;

/// <summary>The operators written out in float64, one vector at a time, by PBG's names.</summary>
internal static class ReferenceTransforms
{
    /// <summary>Applies an operator to one vector.</summary>
    /// <param name="name">Any operator but none, by its name in settings.</param>
    /// <param name="vector"><c>[dim]</c>.</param>
    /// <param name="parameters">As the kernels have them in a parameter row.</param>
    /// <exception cref="ArgumentException">When there is no such operator.</exception>
    public static double[] Forward(string name, double[] vector, double[] parameters)
    {
        int dim = vector.Length;
        var output = new double[dim];
        for (int i = 0; i < dim; i++)
        {
            output[i] = name switch
            {
                "diagonal" => parameters[i] * vector[i],
                "translation" => vector[i] + parameters[i],
                "complex_diagonal" => Complex(vector, parameters, i, dim / 2),
                "rotation" => Turned(vector, parameters, i, dim / 2),
                "simple" => parameters[i] * vector[(i + (dim / 2)) % dim],
                "linear" => Product(vector, parameters, i),
                "affine" => Product(vector, parameters, i) + parameters[(dim * dim) + i],
                _ => throw new ArgumentException($"no operator {name}", nameof(name)),
            };
        }

        return output;
    }

    private static double Complex(double[] v, double[] p, int i, int half) =>
        i < half ? (v[i] * p[i]) - (v[i + half] * p[i + half]) : (v[i - half] * p[i]) + (v[i] * p[i - half]);

    private static double Turned(double[] v, double[] angles, int i, int half) => i < half
        ? (v[i] * Math.Cos(angles[i])) - (v[i + half] * Math.Sin(angles[i]))
        : (v[i - half] * Math.Sin(angles[i - half])) + (v[i] * Math.Cos(angles[i - half]));

    private static double Product(double[] vector, double[] matrix, int row)
    {
        double sum = 0;
        for (int j = 0; j < vector.Length; j++)
        {
            sum += matrix[(row * vector.Length) + j] * vector[j];
        }

        return sum;
    }
}
