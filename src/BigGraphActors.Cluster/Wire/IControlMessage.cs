namespace BigGraphActors.Cluster.Wire;

/// <summary>Marks what may cross from one node to another in a message.</summary>
/// <remarks>
/// Sealed records of numbers, texts, and lists of them, below 32 KiB. Each has a line in <see cref="ControlManifests"/>
/// and one in <see cref="ControlJson"/>; what has none is refused on both sides. Extend only: a field may be added with
/// a default, none may be renamed or taken away.
/// </remarks>
public interface IControlMessage;
