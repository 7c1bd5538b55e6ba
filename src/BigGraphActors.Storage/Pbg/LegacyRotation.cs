namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Takes the affine operator's parameter under its first name, <c>rotation</c>, which was transposed.
/// </summary>
/// <remarks>
/// PBG: <c>AffineOperator._load_from_state_dict</c>. Differs: the sums are transposed with the values.
/// </remarks>
internal static class LegacyRotation
{
    /// <summary>The parameter as it is called now; any other comes back as it is.</summary>
    public static ModelParameter Convert(ParameterName name, ModelParameter parameter)
    {
        if (name.IsGlobal || name.Part is not ("rotation" or "rotations") || parameter.Shape.Count < 2)
        {
            return parameter;
        }

        string part = name.Part == "rotation" ? "linear_transformation" : "linear_transformations";
        int rows = parameter.Shape[^2];
        int columns = parameter.Shape[^1];
        return parameter with
        {
            Key = (name with { Part = part }).Key,
            Shape = [.. parameter.Shape.Take(parameter.Shape.Count - 2), columns, rows],
            Values = Transpose(parameter.Values, rows, columns),
            Sum = parameter.Sum is { } sum ? Transpose(sum, rows, columns) : null,
        };
    }

    private static float[] Transpose(float[] matrices, int rows, int columns)
    {
        float[] result = new float[matrices.Length];
        int size = rows * columns;
        for (int i = 0; i < matrices.Length; i++)
        {
            int row = i % size / columns;
            int column = i % columns;
            result[(i / size * size) + (column * rows) + row] = matrices[i];
        }

        return result;
    }
}
