namespace BigGraphActors.Storage.Export;

/// <summary>How far an export is.</summary>
/// <param name="EntityType">The type in hand.</param>
/// <param name="Partition">The partition in hand, from 0.</param>
/// <param name="Entities">Entities written.</param>
/// <param name="EntitiesTotal">Entities to write.</param>
/// <param name="Elapsed">Time since the export began.</param>
public sealed record ExportProgress(
    string EntityType, int Partition, long Entities, long EntitiesTotal, TimeSpan Elapsed);
