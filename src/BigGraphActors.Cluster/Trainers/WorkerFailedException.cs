namespace BigGraphActors.Cluster.Trainers;

/// <summary>A worker's share of a bucket failed; the supervisor restarts the worker.</summary>
internal sealed class WorkerFailedException(string message, Exception cause) : Exception(message, cause);
