namespace BigGraphActors.Storage.Pbg;

/// <summary>Thrown when a checkpoint is sound, but of another size than the settings and counts call for.</summary>
/// <remarks>
/// Typical causes: another <c>dimension</c>, or a graph that was imported again into the same folder.
/// </remarks>
public sealed class ShapeMismatchException : CorruptFileException
{
    /// <summary>Names the file and both shapes.</summary>
    /// <param name="file">Path of the checkpoint file.</param>
    /// <param name="dataset">Dataset in it.</param>
    /// <param name="expected">Shape that the caller has room for.</param>
    /// <param name="found">Shape in the file.</param>
    public ShapeMismatchException(string file, string dataset, IEnumerable<long> expected, IEnumerable<long> found)
        : base(file, -1, $"{dataset} of {Describe(expected)}", $"{Describe(found)}; was it made with other settings?")
    {
    }

    private static string Describe(IEnumerable<long> shape) => $"shape [{string.Join(" x ", shape)}]";
}
