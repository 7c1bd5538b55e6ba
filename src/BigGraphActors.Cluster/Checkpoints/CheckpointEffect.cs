using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>What the checkpoint singleton does about a command.</summary>
internal abstract record CheckpointEffect;

/// <summary>
/// Run <see cref="CheckpointPublisher.Publish"/> on a thread, and tell the outcome by <see cref="PublicationDone"/> or
/// <see cref="PublicationBroke"/>.
/// </summary>
/// <param name="Publication">The version, and the generation of each of its tables.</param>
internal sealed record StartPublication(Publication Publication) : CheckpointEffect;

/// <summary>Tell the lock.</summary>
/// <param name="Command">Sent to the lock's actor, without waiting for an answer.</param>
internal sealed record TellLock(LockCommand Command) : CheckpointEffect;
