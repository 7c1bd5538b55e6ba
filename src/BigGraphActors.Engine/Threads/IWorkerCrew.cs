namespace BigGraphActors.Engine.Threads;

/// <summary>Threads that train one bucket together: the engine's own, or the workers of a trainer actor.</summary>
public interface IWorkerCrew
{
    /// <summary>Runs the body once on each of some threads, and waits for all.</summary>
    /// <param name="threads">How many, at least 1.</param>
    /// <param name="body">Receives the thread's index and a token that ends when one of them fails.</param>
    /// <param name="stop">The caller's own wish to stop.</param>
    /// <exception cref="Exception">What the first body threw that failed, after all have ended.</exception>
    void Run(int threads, Action<int, CancellationToken> body, CancellationToken stop);
}
