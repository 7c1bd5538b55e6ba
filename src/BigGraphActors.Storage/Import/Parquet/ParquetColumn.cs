namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>A field at the root of a Parquet file's schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Physical type by Parquet's number; -1 for a group.</param>
/// <param name="IsOptional">Whether it may be null.</param>
/// <param name="Chunk">Its place among the column chunks of a row group.</param>
/// <param name="Unfit">Why its values cannot be read, or none.</param>
internal sealed record ParquetColumn(string Name, int Type, bool IsOptional, int Chunk, string? Unfit);

/// <summary>Where the pages of a column lie in one row group.</summary>
/// <param name="Start">Offset of the first page, the dictionary's where there is one.</param>
/// <param name="Bytes">Bytes of all pages with their headers.</param>
/// <param name="Values">Values, nulls counted.</param>
/// <param name="Codec">Compression by Parquet's number.</param>
internal sealed record ParquetChunk(long Start, long Bytes, long Values, int Codec);

/// <summary>Rows that are stored together.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Chunks">A chunk for each leaf of the schema.</param>
internal sealed record ParquetRowGroup(long Rows, IReadOnlyList<ParquetChunk> Chunks);
