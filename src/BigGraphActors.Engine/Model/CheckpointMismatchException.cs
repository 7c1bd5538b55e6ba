namespace BigGraphActors.Engine.Model;

/// <summary>A checkpoint does not fit the settings: another dimension, another number of rows or relations.</summary>
public sealed class CheckpointMismatchException : Exception
{
    /// <summary>Says what does not fit.</summary>
    /// <param name="message">Name, what was expected and what was found.</param>
    public CheckpointMismatchException(string message)
        : base(message)
    {
    }

    internal static void ThrowUnlessEqual(string name, IReadOnlyList<int> expected, IReadOnlyList<int> found)
    {
        if (!expected.SequenceEqual(found))
        {
            throw new CheckpointMismatchException(
                $"the checkpoint's parameter {name} has shape {string.Join('x', found)}, " +
                $"but the settings ask for {string.Join('x', expected)}");
        }
    }
}
