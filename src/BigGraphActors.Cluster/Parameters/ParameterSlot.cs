namespace BigGraphActors.Cluster.Parameters;

/// <summary>One shared array: a stretch of the numbers that all trainers of a run keep near each other.</summary>
/// <param name="Key">What it is, for people and for the layout's identity.</param>
/// <param name="Start">Its first element among all of the layout.</param>
/// <param name="Length">Elements; a count takes two, being 64 bits.</param>
internal sealed record ParameterSlot(string Key, long Start, long Length);
