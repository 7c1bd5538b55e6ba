namespace BigGraphActors.Storage.Import;

/// <summary>A column of a table that has a schema.</summary>
/// <param name="Name">As the schema has it.</param>
/// <param name="IsReadable">Whether it may name or weigh an edge: not where it holds lists, or truth values.</param>
internal readonly record struct TableColumn(string Name, bool IsReadable);
