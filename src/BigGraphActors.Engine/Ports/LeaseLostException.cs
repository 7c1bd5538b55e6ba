namespace BigGraphActors.Engine.Ports;

/// <summary>
/// A trainer's lease is no longer valid: what it trained is dropped, and it may ask for another bucket.
/// </summary>
/// <remarks>No fault of the trainer: it was silent for too long, or cut off from the others.</remarks>
public sealed class LeaseLostException : Exception
{
    /// <summary>Says which lease, and why.</summary>
    public LeaseLostException(string message)
        : base(message)
    {
    }
}
