namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>What the checkpoint singleton is told.</summary>
internal abstract record CheckpointCommand;

/// <summary>A pass is to be published. Lock → checkpoint; repeatable.</summary>
/// <param name="Publication">What belongs to the version.</param>
internal sealed record PublicationWanted(Publication Publication) : CheckpointCommand;

/// <summary>A version is the committed one. Publishing thread → checkpoint.</summary>
/// <param name="Version">Number of the version, equal to the passes that it holds.</param>
internal sealed record PublicationDone(long Version) : CheckpointCommand;

/// <summary>A version could not be published. Publishing thread → checkpoint.</summary>
/// <param name="Version">Number of the version, equal to the passes that it would hold.</param>
/// <param name="Reason">The cause, in words for people.</param>
/// <param name="IsFinal">
/// Whether trying again is of no use: a table is missing, somebody else changed the version.
/// </param>
internal sealed record PublicationBroke(long Version, string Reason, bool IsFinal) : CheckpointCommand;

/// <summary>Time passes. Timer → checkpoint, about once a second.</summary>
internal sealed record CheckpointTick : CheckpointCommand;
