namespace BigGraphActors.Engine.Training;

/// <summary>An edge names a row or relation that does not exist.</summary>
public sealed class EdgeRangeException : Exception
{
    /// <summary>Says which edge.</summary>
    /// <param name="message">File, edge, side, value and limit.</param>
    public EdgeRangeException(string message)
        : base(message)
    {
    }
}
