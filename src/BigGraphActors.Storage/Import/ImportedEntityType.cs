namespace BigGraphActors.Storage.Import;

/// <summary>The entities of one type after an import.</summary>
/// <param name="Name">Key of the type in the configuration.</param>
/// <param name="Count">Entities that have a row.</param>
/// <param name="Dropped">Entities left out as too rare.</param>
/// <param name="Partitions">Partitions that the rows are cut into.</param>
public sealed record ImportedEntityType(string Name, long Count, long Dropped, int Partitions);
