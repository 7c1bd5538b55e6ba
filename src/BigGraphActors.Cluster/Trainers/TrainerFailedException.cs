namespace BigGraphActors.Cluster.Trainers;

/// <summary>A trainer failed several times in a row; its supervisor starts it again after a pause.</summary>
internal sealed class TrainerFailedException(string message, Exception cause) : Exception(message, cause);
