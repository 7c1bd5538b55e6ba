namespace BigGraphActors.Engine.Training;

/// <summary>Training produced a loss that is no number; what was computed is not kept.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Says where.</summary>
    /// <param name="message">Bucket, batch and what to try.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }
}
