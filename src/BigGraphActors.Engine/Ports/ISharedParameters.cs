using BigGraphActors.Engine.Model;

namespace BigGraphActors.Engine.Ports;

/// <summary>Keeps the shared parameters of several trainers near each other.</summary>
/// <remarks>
/// Called from the trainer's own thread between buckets. On one machine all threads share one
/// <see cref="SharedModel"/>, and nothing is to be done; in a cluster the parameter shards answer.
/// </remarks>
public interface ISharedParameters
{
    /// <summary>Takes over what others have learnt.</summary>
    void Pull(SharedModel model);

    /// <summary>Hands on what was learnt since the last push.</summary>
    void Push(SharedModel model);
}
